// The store of the small Kubernetes: versions, history, listeners, snapshots.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createStore } from '../../../sim/kube/store.ts'
import type { Resource } from '../../../src/objects/object.ts'
import type { Store } from '../../../sim/kube/store.ts'
import type { StoreSnapshot } from '../../../sim/kube/store.ts'
import { createSchedule } from '../../../sim/schedule.ts'
import { random } from '../../../src/kernel/random.ts'
import { wallMs } from '../../../src/kernel/time.ts'
import { smallKube } from '../../support/kube.ts'
import type { Change } from '../../../src/objects/collection.ts'
import type { KubeObject, ResourceKind } from '../../../src/objects/object.ts'

const kind: ResourceKind = {
  group: '',
  version: 'v1',
  resource: 'configmaps',
  singular: 'configmap',
  kind: 'ConfigMap',
  namespaced: true,
  verbs: ['get', 'list'],
  shortNames: [],
  categories: [],
  subresources: [],
}
const secrets: ResourceKind = { ...kind, resource: 'secrets', singular: 'secret', kind: 'Secret' }

const object = (namespace: string, name: string, value = ''): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data: { value },
})
const names = (objects: readonly KubeObject[]) =>
  objects.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)

it('K1: every write takes the next resource version, one count for all resources', () => {
  const store = createStore({ changesMax: 10 })
  const first = store.put(kind, object('a', 'x'))
  const second = store.put(secrets, object('a', 'x'))
  const gone = store.remove(kind, first)
  const versions = [first, second, gone].map(({ metadata }) => Number(metadata.resourceVersion))
  expect(versions).toEqual([2, 3, 4])
  expect(store.version()).toBe(4)
  expect(store.get(kind, 'a', 'x')).toBeUndefined()
  expect(store.get(secrets, 'a', 'x')).toBe(second)
})

it('K2: lists are ordered by namespace and name, whatever the order of writes', () => {
  const part = fc.stringMatching(/^[a-z0-9.-]{1,4}$/)
  fc.assert(
    fc.property(fc.array(fc.tuple(part, part)), (keys) => {
      const store = createStore({ changesMax: 10 })
      for (const [namespace, name] of keys) store.put(kind, object(namespace, name))
      const byKey = (a: string[], b: string[]) => (a.join('\0') < b.join('\0') ? -1 : 1)
      const unique = [...new Map(keys.map((key) => [key.join('/'), key])).values()]
      const expected = unique.toSorted(byKey)
      expect(names(store.list(kind, undefined))).toEqual(expected.map((key) => key.join('/')))
      const [first] = expected
      if (first === undefined) return
      const own = expected.filter(([namespace]) => namespace === first[0])
      expect(names(store.list(kind, first[0]))).toEqual(own.map((key) => key.join('/')))
    }),
  )
})

it('K3: changes up to the horizon are forgotten, later ones are all there', () => {
  const store = createStore({ changesMax: 5 })
  for (let i = 0; i < 40; i++) store.put(i % 2 ? kind : secrets, object('a', 'x', String(i)))
  const horizon = store.horizon()
  expect(horizon).toBeGreaterThan(20)
  const kept = [...store.changes(kind, horizon), ...store.changes(secrets, horizon)]
  expect(kept.length).toBe(store.version() - horizon)
  expect(kept.length).toBeGreaterThanOrEqual(5)
  store.compact(store.version())
  expect(store.horizon()).toBe(store.version())
  expect(store.changes(kind, store.horizon())).toEqual([])
})

/** Notes what a listener hears, by version. */
const hear = (store: Store, resource: ResourceKind): number[] => {
  const heard: number[] = []
  store.subscribe(resource, (change: Change) => heard.push(change.version))
  return heard
}

it('K4: listeners hear changes in order, also when a listener causes the next one', () => {
  const store = createStore({ changesMax: 10 })
  store.subscribe(kind, ({ version }) => {
    if (version < 6) store.put(kind, object('a', 'x', String(version)))
  })
  const heard = hear(store, kind)
  store.put(kind, object('a', 'x'))
  expect(heard).toEqual([2, 3, 4, 5, 6])
})

it('K4: who has left hears no more, and who joins hears only later changes', () => {
  const store = createStore({ changesMax: 10 })
  let late: readonly number[] = []
  const leave = store.subscribe(kind, () => {
    leave()
    store.put(kind, object('a', 'y'))
    late = hear(store, kind)
  })
  store.put(kind, object('a', 'x'))
  store.put(kind, object('a', 'z'))
  expect(late).toEqual([4])
})

it('K5: a snapshot brings back every object and the version, with no history', () => {
  const store = createStore({ changesMax: 10 })
  store.put(kind, object('a', 'x'))
  const resource: Resource = { group: 'x.io', resource: 'things' }
  store.put(resource, object('b', 'y'))
  const copy = JSON.parse(JSON.stringify(store.snapshot()))
  const restored = createStore({ changesMax: 10, from: copy })
  expect(restored.version()).toBe(3)
  expect(restored.horizon()).toBe(3)
  expect(restored.snapshot()).toEqual(store.snapshot())
})

it('K5: versions from before the restore are answered as a real server was recorded to answer them', () => {
  const schedule = createSchedule({ wallStart: wallMs(0), random: random(5) })
  const { clock } = schedule.spawn()
  const kube = smallKube(clock)
  const path = '/api/v1/namespaces/default/configmaps'
  const create = (name: string) => kube.call('POST', path, { metadata: { name } })
  create('a')
  const saved = kube.server.snapshot()
  for (let i = 0; i < 3; i++) create(`b${i}`)
  const had = kube.server.snapshot().version
  kube.restore(JSON.parse(JSON.stringify(saved)) as StoreSnapshot)
  const tooLarge = `Timeout: Too large resource version: ${had}, current: ${kube.server.snapshot().version}`
  for (const query of [`resourceVersion=${had}`, `resourceVersion=${had}&limit=1`])
    expect(kube.server.call('GET', `${path}?${query}`)).toMatchObject({
      status: 504,
      body: { reason: 'Timeout', message: tooLarge },
    })
  const told: string[] = []
  const watch = `${path}?watch=1&allowWatchBookmarks=true&resourceVersion=${had}&timeoutSeconds=120`
  let status = 0
  kube.client.request(
    { method: 'GET', path: watch, headers: {}, body: new Uint8Array() },
    {
      head: (code) => (status = code),
      chunk: (bytes) => told.push(new TextDecoder().decode(bytes)),
      end: () => undefined,
    },
  )
  while (kube.server.snapshot().version < had) create(`c${kube.server.snapshot().version}`)
  schedule.run(100_000)
  expect([status, told]).toEqual([200, []])
  create('d')
  schedule.run(100_001)
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('"name":"d"')
})
