// The recorded reads and the recorded errors of reads, played against the read responder.
import { expect, it } from 'vitest'
import type { KubeObject } from '../../src/objects/object.ts'
import { problems } from '../golden/held.ts'
import type { Ours } from '../golden/held.ts'
import type { WatchAnswer } from '../../src/objects/read-answer.ts'
import { recorded } from '../golden/recorded.ts'
import { aged, errors, fillRecorded, meanwhile, nowMs, reads, targetOf } from './recorded-store.ts'
import { ask, builtin, contextOf, emptyStore, whole } from './ask.ts'
import { watching } from './watching.ts'
import { kindsOfDefinition } from '../../src/objects/kinds/definition.ts'
import { withKinds, withoutKind } from '../../src/objects/kinds/registry.ts'

it('O1: every recorded read is answered alike', () => {
  const store = fillRecorded(emptyStore())
  let token = ''
  const found = reads.flatMap((record) => {
    meanwhile[record.id]?.(store)
    const { method, headers } = record.request
    const context = contextOf(store, undefined, nowMs)
    const ours = whole(ask(context, targetOf(record, token), headers, method))
    const metadata = (ours.body as { readonly metadata?: { readonly continue?: string } }).metadata
    token = metadata?.continue ?? token
    return problems('reads', record, ours).map((each) => `${record.id} ${record.why}: ${each}`)
  })
  expect(found).toEqual([])
})

/** Recorded errors that no read is asked for: the write side and the door answer them. */
const passedOn = [13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 30, 31, 32, 33, 34]
const passedOnToo = [35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53]
const ofTheDoor = [63, 64, 65, 66]

it('O2: every recorded error of a read is answered alike, and writes are passed on', () => {
  const store = fillRecorded(emptyStore())
  meanwhile[63]?.(store)
  const others: number[] = []
  const found = errors.flatMap((record) => {
    if (ofTheDoor.includes(record.id)) return []
    const { method, headers, path } = record.request
    const answer = ask(contextOf(store, undefined, nowMs), path, headers, method)
    if (answer.is === 'pass-on') others.push(record.id)
    if (answer.is === 'pass-on') return []
    const ours = answer.is === 'watch' ? watchedFor(answer, 2) : whole(answer)
    return problems('errors', record, ours).map((each) => `${record.id} ${record.why}: ${each}`)
  })
  expect(found).toEqual([])
  expect(others).toEqual([...passedOn, ...passedOnToo])
})

/** A watch of which nothing is told until it is over. */
function watchedFor(answer: WatchAnswer, seconds: number): Ours {
  const watch = watching(answer, () => nowMs)
  watch.at(seconds * 1000)
  expect(watch.over()).toBe(true)
  return { status: 200, headers: answer.headers, body: watch.events().join('') }
}

/** Who gives tokens says so himself: the small Kubernetes does, and is held to it in its own suite. */
const isOfTokens = (path: string): boolean => /^\/(\.well-known\/openid|openid\/)/.test(path)

it('O3: every recorded document of discovery is answered alike', () => {
  const store = emptyStore()
  const records = recorded('discovery').filter(({ request }) => !isOfTokens(request.path))
  const found = records.flatMap((record) => {
    const { path, headers } = record.request
    const ours = whole(ask(contextOf(store), path, headers))
    return problems('discovery', record, ours).map((each) => `${record.id} ${each}`)
  })
  expect(found).toEqual([])
})

const definitions = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' }
const things = { group: 'x.io', resource: 'things' }

it('O4: a definition makes a kind with its columns, fields and subresources', () => {
  const record = recorded('custom-resources')
  const store = emptyStore()
  const definition = record.find(({ id }) => id === 2)?.response.body as KubeObject
  const thing = record.find(({ id }) => id === 12)?.response.body as KubeObject
  store.put(definitions, aged(definition, 1))
  store.put(things, aged(thing, 1))
  const registry = withKinds(builtin, kindsOfDefinition(definition))
  const found = record.flatMap((each) => {
    if (each.request.method !== 'GET') return []
    const served = each.id === 19 ? withoutKind(registry, things) : registry
    const { path, headers } = each.request
    const ours = whole(ask(contextOf(store, served, nowMs), path, headers))
    return problems('custom-resources', each, ours).map((problem) => `${each.id} ${problem}`)
  })
  expect(found).toEqual([])
})
