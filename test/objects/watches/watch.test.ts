// Watches under random changes, bookmarks, ends, and beginnings that are too old or too new.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Store } from '../../../sim/kube/store.ts'
import { ask, contextOf, emptyStore, whole } from '../ask.ts'
import { change, randomChanges } from '../random-changes.ts'
import { watching } from '../watching.ts'
import type { RecordedEvent } from '../../golden/recorded.ts'

interface Named {
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly resourceVersion: string
  }
}

const open = (store: Store, query: string, accept = 'application/json') =>
  watching(ask(contextOf(store), `/api/v1/configmaps?watch=1&${query}`, { accept }), () => 0)

const listed = (store: Store, query: string) =>
  whole(ask(contextOf(store), `/api/v1/configmaps?${query}`)).body as {
    readonly metadata: { readonly resourceVersion: string }
    readonly items: readonly Named[]
  }

const keyOf = ({ metadata: { namespace, name } }: Named): string => `${namespace}/${name}`

/** A client's cache: what it holds after these events, which must make sense one after the other. */
function applied(
  start: readonly Named[],
  events: readonly RecordedEvent[],
): ReadonlyMap<string, string> {
  const held = new Map(start.map((each) => [keyOf(each), each.metadata.resourceVersion]))
  for (const { type, object } of events) {
    if (type === 'BOOKMARK') continue
    const named = object as unknown as Named
    expect(held.has(keyOf(named)), `${type} ${keyOf(named)}`).toBe(type !== 'ADDED')
    if (type === 'DELETED') held.delete(keyOf(named))
    else held.set(keyOf(named), named.metadata.resourceVersion)
  }
  return held
}

const selector = fc.constantFrom('', 'labelSelector=app%3Dx', 'fieldSelector=metadata.name%3Dc')

it('O10: list and watch, from any version and with any selector, end in what the list ends in', () => {
  const all = fc.tuple(randomChanges(15), randomChanges(15), randomChanges(15), selector)
  fc.assert(
    fc.property(all, ([before, between, after, query]) => {
      const store = emptyStore()
      for (const each of before) change(store, each)
      const first = listed(store, query)
      for (const each of between) change(store, each)
      const watch = open(store, `${query}&resourceVersion=${first.metadata.resourceVersion}`)
      for (const each of after) change(store, each)
      const held = applied(first.items, watch.events())
      const last = listed(store, query).items.map((each) => [
        keyOf(each),
        each.metadata.resourceVersion,
      ])
      expect([...held].toSorted()).toEqual(last.toSorted())
    }),
  )
})

it('O10: a watch that begins with the objects ends in what the list ends in', () => {
  const beginnings = [
    '',
    'resourceVersion=0',
    'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
  ]
  const all = fc.tuple(
    randomChanges(15),
    randomChanges(15),
    selector,
    fc.constantFrom(...beginnings),
  )
  fc.assert(
    fc.property(all, ([before, after, query, beginning]) => {
      const store = emptyStore()
      for (const each of before) change(store, each)
      const watch = open(store, `${query}&${beginning}`)
      for (const each of after) change(store, each)
      const last = listed(store, query).items.map((each) => [
        keyOf(each),
        each.metadata.resourceVersion,
      ])
      expect([...applied([], watch.events())].toSorted()).toEqual(last.toSorted())
    }),
  )
})

const one = { namespace: 'one', name: 'a', app: 'x', gone: false }

it('O11: bookmarks come while it is quiet and before the end, and only if there is something to tell', () => {
  const store = emptyStore()
  change(store, one)
  const watch = open(store, 'resourceVersion=2&allowWatchBookmarks=true&timeoutSeconds=100')
  watch.at(45_000)
  expect(watch.events()).toEqual([])
  store.put(
    { group: '', resource: 'secrets' },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } },
  )
  watch.at(61_000)
  expect(watch.events()).toMatchObject([
    { type: 'BOOKMARK', object: { kind: 'ConfigMap', metadata: { resourceVersion: '3' } } },
  ])
  change(store, one)
  store.put(
    { group: '', resource: 'secrets' },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } },
  )
  watch.at(98_500)
  expect(watch.events().map(({ type }) => type)).toEqual(['BOOKMARK', 'MODIFIED', 'BOOKMARK'])
  expect(watch.over()).toBe(false)
  watch.at(100_000)
  expect(watch.over()).toBe(true)
})

it('O11: nobody gets bookmarks who did not ask for them', () => {
  const store = emptyStore()
  const asked = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=90'
  const watch = open(store, asked)
  change(store, one)
  watch.at(90_000)
  expect(watch.events().map(({ type }) => type)).toEqual(['ADDED'])
})

it('O12: a watch from before what is remembered gets one ERROR and ends', () => {
  const store = emptyStore()
  for (const name of ['a', 'b', 'c']) change(store, { ...one, name })
  store.compact(3)
  const watch = open(store, 'resourceVersion=2')
  expect(watch.over()).toBe(true)
  expect(watch.events()).toEqual([
    {
      type: 'ERROR',
      object: {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'too old resource version: 2 (3)',
        reason: 'Expired',
        code: 410,
      },
    },
  ])
  expect(open(store, 'resourceVersion=3').events()).toHaveLength(1)
})

it('O12: initial events of a version that is not there yet get one ERROR', () => {
  const asked = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&resourceVersion=99'
  const watch = open(emptyStore(), asked)
  expect(watch.events()).toMatchObject([
    { type: 'ERROR', object: { code: 504, reason: 'Timeout' } },
  ])
})

it('O12: without initial events a watch of any version begins with what comes', () => {
  const store = emptyStore()
  change(store, one)
  const watch = open(store, 'sendInitialEvents=false&resourceVersionMatch=NotOlderThan')
  change(store, { ...one, name: 'b' })
  expect(watch.events()).toMatchObject([{ type: 'ADDED', object: { metadata: { name: 'b' } } }])
})

const refused: readonly (readonly [query: string, accept: string, code: number])[] = [
  ['resourceVersionMatch=NotOlderThan', 'application/json', 422],
  ['sendInitialEvents=true&resourceVersionMatch=Exact', 'application/json', 422],
  ['labelSelector=%3D', 'application/json', 400],
  ['fieldSelector=x%3Dy', 'application/json', 400],
  ['', 'application/yaml', 406],
]

it.each(refused)(
  'O12: a watch with %s in %s is refused before it begins',
  (query, accept, code) => {
    const answer = ask(contextOf(emptyStore()), `/api/v1/configmaps?watch=1&${query}`, { accept })
    expect(whole(answer)).toMatchObject({ status: code, body: { kind: 'Status', code } })
  },
)
