// What happened during the recorded watches, played against any store and any responder.
import type { KubeObject } from '../../src/objects/object.ts'
import type { ReadAnswer } from '../../src/objects/read-answer.ts'
import { timestamp } from '../../src/objects/timestamp.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { problems } from '../golden/held.ts'
import { recorded } from '../golden/recorded.ts'
import type { RecordedEvent } from '../golden/recorded.ts'
import type { WrittenStore } from '../support/mirror-store.ts'
import { watching } from './watching.ts'

const watches = recorded('watches')
const configMaps = { group: '', resource: 'configmaps' }
const leases = { group: 'coordination.k8s.io', resource: 'leases' }

const eventsOf = (id: number): readonly RecordedEvent[] =>
  watches.find((each) => each.id === id)?.response.events ?? []

/** What happened before the first watch, and what happens again and again during them: see watch 8. */
const before = eventsOf(8).slice(0, 17)
const round = eventsOf(1)

function happen(store: WrittenStore, { type, object }: RecordedEvent, wall: number): void {
  const { metadata, ...rest } = object as unknown as KubeObject
  const known = store.list(kind, 'default').find((each) => each.metadata.name === metadata.name)
  const creationTimestamp = known?.metadata.creationTimestamp ?? timestamp(wallMs(wall))
  const mine = { ...rest, metadata: { ...metadata, creationTimestamp } } as KubeObject
  if (type === 'DELETED') store.remove(configMaps, mine)
  else store.put(configMaps, mine)
}

const kind = { ...configMaps, version: 'v1' } as Parameters<WrittenStore['list']>[0]

/** Something elsewhere moves the version on. */
const elsewhere = (store: WrittenStore): void => {
  const metadata = { name: 'other', namespace: 'kube-system' }
  store.put(leases, { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata })
}

/** At which second each watch begins, and whether what happens again happens during it. */
const stories: readonly (readonly [id: number, seconds: number, again: boolean])[] = [
  [1, 100, true],
  [2, 104, true],
  [3, 108, true],
  [4, 110, false],
  [5, 112, false],
  [6, 118, true],
  [7, 120, false],
  [8, 122, false],
  [9, 125, true],
  [10, 130, true],
  [11, 135, true],
  [12, 140, false],
]

const startMs = 1_800_000_000_000

/** Asks for a recorded watch at a wall time. */
export type AskForWatch = (
  request: { readonly path: string; readonly headers: Readonly<Record<string, string>> },
  wall: number,
) => ReadAnswer

/** Plays the recorded watches on a store; what is wrong with what they tell. */
export function watchProblems(store: WrittenStore, ask: AskForWatch): readonly string[] {
  let wall = startMs
  for (const event of before) happen(store, event, wall)
  while (store.version() < 414) elsewhere(store)
  return stories.flatMap(([id, seconds, again]) => {
    const record = watches.find((each) => each.id === id)
    if (record === undefined) return [`watch ${id} is not recorded`]
    wall = startMs + seconds * 1000
    const answer = ask(record.request, wall)
    const watch = watching(answer, () => wall)
    if (again) for (const event of round) happen(store, event, wall)
    if (again || id === 12) elsewhere(store)
    for (let second = 1; second <= 65; second++) {
      watch.at(second * 1000)
      if (id === 12) elsewhere(store)
    }
    const whole = watch.over() ? [] : ['is not over']
    const ours = { status: 200, headers: answerHeaders(answer), events: watch.events() }
    return [...whole, ...problems('watches', record, ours)].map((each) => `${id} ${each}`)
  })
}

const answerHeaders = (answer: ReadAnswer): Readonly<Record<string, string>> =>
  answer.is === 'pass-on' ? {} : answer.headers
