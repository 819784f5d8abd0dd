// The recorded reads, errors and watches of mirrored kinds, played against a node's mirror.
import { expect, it } from 'vitest'
import { respondLocally } from '../../../edge/api/respond.ts'
import { kindsOf } from '../../../edge/api/view.ts'
import type { View } from '../../../edge/api/view.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { usualKinds } from '../../../src/mirror/kinds.ts'
import type { ReadAnswer } from '../../../src/objects/read-answer.ts'
import { requestInfo } from '../../../src/objects/request/info.ts'
import { problems } from '../../golden/held.ts'
import type { Recorded } from '../../golden/recorded.ts'
import { whole } from '../../objects/ask.ts'
import {
  errors,
  fillRecorded,
  meanwhile,
  nowMs,
  reads,
  targetOf,
} from '../../objects/recorded-store.ts'
import { watchProblems } from '../../objects/recorded-watches.ts'
import { watching } from '../../objects/watching.ts'
import { mirrorStore } from '../../support/mirror-store.ts'

type Store = ReturnType<typeof mirrorStore>

/** All that the recordings are about, as if everybody had it. */
const kinds = kindsOf(usualKinds.map((kind) => ({ ...kind, rule: 'all' as const })))

function ask(
  { projection }: Store,
  { method, headers, path }: Recorded['request'],
  wall: number,
): ReadAnswer {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
  const view: View = { node: 'n1', kinds, projection, isComplete: () => true }
  const info = requestInfo(method, path)
  const asked = { info, headers: Object.fromEntries(lower) as Record<string, string>, isSelf: true }
  return respondLocally(asked, view, { isLinked: false, wall: wallMs(wall) })
}

it('A20: every recorded read of a mirrored kind is answered alike', () => {
  const store = fillRecorded(mirrorStore())
  const passedOn: number[] = []
  let token = ''
  const found = reads.flatMap((record) => {
    meanwhile[record.id]?.(store)
    const answer = ask(store, { ...record.request, path: targetOf(record, token) }, nowMs)
    if (answer.is === 'pass-on') passedOn.push(record.id)
    if (answer.is === 'pass-on') return []
    const ours = whole(answer)
    const metadata = (ours.body as { readonly metadata?: { readonly continue?: string } }).metadata
    token = metadata?.continue ?? token
    return problems('reads', record, ours).map((each) => `${record.id} ${record.why}: ${each}`)
  })
  expect(found).toEqual([])
  // Events and namespaces are not mirrored.
  expect(passedOn).toEqual([49, 76])
})

/** Paths and subresources that are not kept, methods that do not read, and what is not mirrored at all. */
const passedOnErrors = [4, 5, 6, 7, 9, 10, 11, 12, 54, 60, 61]

it('A20: every recorded error of a read of a mirrored kind is answered alike', () => {
  const store = fillRecorded(mirrorStore())
  meanwhile[63]?.(store)
  const passedOn: number[] = []
  const ofTheDoor = [63, 64, 65, 66]
  const found = errors.flatMap((record) => {
    if (ofTheDoor.includes(record.id)) return []
    const answer = ask(store, record.request, nowMs)
    if (answer.is === 'pass-on') passedOn.push(record.id)
    if (answer.is === 'pass-on') return []
    const ours = answer.is === 'watch' ? watchedFor(answer, 2) : whole(answer)
    return problems('errors', record, ours).map((each) => `${record.id} ${record.why}: ${each}`)
  })
  expect(found).toEqual([])
  const reading = errors.filter(({ request }) => request.method === 'GET').map(({ id }) => id)
  expect(passedOn.filter((id) => reading.includes(id) || id < 13)).toEqual(passedOnErrors)
})

function watchedFor(answer: ReadAnswer, seconds: number) {
  const watch = watching(answer, () => nowMs)
  watch.at(seconds * 1000)
  expect(watch.over()).toBe(true)
  return { status: 200, headers: answer.is === 'watch' ? answer.headers : {}, body: '' }
}

it('A21: every recorded watch tells the same events in the same order', () => {
  const store = mirrorStore()
  const found = watchProblems(store, ({ path, headers }, wall) =>
    ask(store, { method: 'GET', path, headers }, wall),
  )
  expect(found).toEqual([])
})
