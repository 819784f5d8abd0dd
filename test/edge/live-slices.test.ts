// A node's slices while its pods have news that the cloud does not know yet.
import { expect, it } from 'vitest'
import { Projection } from '../../edge/mirror/projection.ts'
import { objectBytes } from '../../edge/mirror/shown.ts'
import { monoMs } from '../../src/kernel/time.ts'
import type { PodWord } from '../../src/services/pod-word.ts'
import type { CatalogChange } from '../../src/services/catalog.ts'
import { endpoint, ofPod, pod, service, slice } from '../support/cluster-objects.ts'

const resources = {
  service: { group: '', resource: 'services' },
  slice: { group: 'discovery.k8s.io', resource: 'endpointslices' },
  pod: { group: '', resource: 'pods' },
}

const serving = (address: string, ready: boolean, ...rest: Parameters<typeof ofPod>): object => ({
  ...endpoint(address, ready, ofPod(...rest)),
  conditions: { ready, serving: ready, terminating: false },
})

interface Endpoint {
  readonly addresses: readonly string[]
  readonly conditions: { readonly ready: boolean }
}

/** A projection with the Service `w`, and what a test needs of it. */
function begin(spec: object = {}, managedBy?: string) {
  const projection = new Projection('n1')
  let origin = 0
  const place = ({ kind, object }: CatalogChange): void => {
    const { namespace = '', name } = object.metadata
    const metadata = { ...object.metadata, resourceVersion: String(++origin) }
    const key = { ...resources[kind], namespace, name }
    projection.place('all', key, objectBytes({ ...object, metadata }))
  }
  const sliceOf = (...endpoints: readonly object[]) =>
    slice({ service: 'w', endpoints, ...(managedBy === undefined ? {} : { managedBy }) })
  const put = ({ object }: CatalogChange): void => void projection.put(resources.pod, object)
  const shown = (): readonly string[] => {
    const object = projection.get(resources.slice, 'default', 'w-1')
    return ((object?.['endpoints'] ?? []) as Endpoint[]).map(
      ({ addresses, conditions }) => `${addresses[0]} ${conditions.ready}`,
    )
  }
  const told: string[] = []
  place(service('w', spec))
  place(sliceOf(serving('10.0.0.1', true, 'a'), serving('10.0.0.2', true, 'b')))
  place(pod('a', '10.0.0.1'))
  projection.begin(0, 1_800_000_000_000, () => {})
  projection.subscribe(resources.slice, () => told.push(shown().join(', ')))
  return { projection, place, put, sliceOf, shown, told }
}

it('A48: a pod that has another address alone has it in its slices at once, and watchers are told', () => {
  const { projection, put, place, sliceOf, shown, told } = begin()
  put(pod('a', '10.0.0.9', false))
  put(pod('a', '10.0.0.9'))
  expect(shown()).toEqual(['10.0.0.9 true', '10.0.0.2 true'])
  expect(told).toEqual(['10.0.0.9 false, 10.0.0.2 true', '10.0.0.9 true, 10.0.0.2 true'])
  const fed = projection.fed(resources.slice, 'default', 'w-1')
  expect(JSON.stringify(fed)).toContain('10.0.0.1')
  // The cloud changes something else of the slice, then knows the pod before it knows its slice.
  place(sliceOf(serving('10.0.0.1', true, 'a'), serving('10.0.0.3', true, 'b')))
  place(pod('a', '10.0.0.9'))
  projection.settle(resources.pod, 'default', 'a')
  expect(shown()).toEqual(['10.0.0.9 true', '10.0.0.3 true'])
  place(sliceOf(serving('10.0.0.9', true, 'a')))
  expect(told.slice(2)).toEqual(['10.0.0.9 true, 10.0.0.3 true', '10.0.0.9 true'])
})

it('A48: a write that is read back before the feeds counts for the slices that come after it', () => {
  const { projection, put, place, sliceOf, shown } = begin()
  put(pod('a', '10.0.0.9'))
  projection.leave('all', { ...resources.slice, namespace: 'default', name: 'w-1' })
  place(sliceOf(serving('10.0.0.1', true, 'a')))
  expect(shown()).toEqual(['10.0.0.9 true'])
  projection.drop(resources.pod, 'default', 'a')
  place(sliceOf(serving('10.0.0.4', true, 'a')))
  expect(shown()).toEqual(['10.0.0.4 true'])
})

it('A48: namesakes, pods that end, other managers and what a Service publishes are left as they are', () => {
  const asWas = ['10.0.0.1 true', '10.0.0.2 true']
  const namesake = begin()
  namesake.put(pod('a', '10.0.0.9', true, 'another'))
  expect(namesake.shown()).toEqual(asWas)
  const ending = begin()
  const { object } = pod('a', '10.0.0.9', false)
  const metadata = { ...object.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' }
  ending.put({ kind: 'pod', isGone: false, object: { ...object, metadata } })
  expect(ending.shown()).toEqual(asWas)
  const custom = begin({}, 'somebody.example.com')
  custom.put(pod('a', '10.0.0.9'))
  expect(custom.shown()).toEqual(asWas)
  const published = begin({ publishNotReadyAddresses: true })
  published.put(pod('a', '10.0.0.9', false))
  expect(published.shown()).toEqual(['10.0.0.9 true', '10.0.0.2 true'])
})

const onNode = { nodeName: 'n2' }
const alone = { at: monoMs(1_000), isLinked: false }
const wordOf = (name: string, address: string, more: Partial<PodWord> = {}): PodWord => ({
  namespace: 'default',
  name,
  uid: name,
  isGone: false,
  isReady: true,
  addresses: [address],
  labels: { app: 'w' },
  hostname: '',
  subdomain: '',
  ports: [],
  ...more,
})

it('A97: what a node says counts until the cloud says otherwise of that very pod, once it says no more', () => {
  const { projection, place, sliceOf, shown } = begin()
  const of = (b: string, ...rest: readonly object[]) =>
    sliceOf({ ...serving(b, true, 'b'), ...onNode }, ...rest)
  place(of('10.0.0.2'))
  projection.heed('n2', [wordOf('b', '10.0.0.9', { isReady: false })], alone)
  expect(shown()).toEqual(['10.0.0.9 false'])
  projection.heed('n2', [], alone)
  // Another pod of the slice changes: of this one the cloud says what it said.
  place(of('10.0.0.2', serving('10.0.0.5', true, 'c')))
  expect(shown()).toEqual(['10.0.0.9 false', '10.0.0.5 true'])
  place(of('10.0.0.8'))
  expect(shown()).toEqual(['10.0.0.8 true'])
  place(of('10.0.0.2'))
  expect(shown(), 'it is over').toEqual(['10.0.0.2 true'])
  projection.heed('n2', [wordOf('b', '10.0.0.9')], alone)
  projection.heed('n2', [], { ...alone, at: monoMs(2_000) })
  projection.forget(monoMs(1_999))
  expect(shown()).toEqual(['10.0.0.9 true'])
  projection.forget(monoMs(2_000))
  expect(shown()).toEqual(['10.0.0.2 true'])
})

it('A99: a word counts for endpoints of its own node, and of no other', () => {
  const { projection, place, sliceOf, shown } = begin()
  place(sliceOf({ ...serving('10.0.0.2', true, 'b'), ...onNode }, serving('10.0.0.3', true, 'c')))
  projection.heed('n3', [wordOf('b', '6.6.6.6'), wordOf('c', '6.6.6.6')], alone)
  expect(shown()).toEqual(['10.0.0.2 true', '10.0.0.3 true'])
  expect(projection.nodeOf(wordOf('b', ''))).toBe('n2')
  expect(projection.nodeOf(wordOf('c', ''))).toBe(undefined)
})

it('A98: nobody joins whom the cloud took out, nor, with a link, whom it did not put in', () => {
  const { projection, place, sliceOf, shown } = begin({ selector: { app: 'w' } })
  const listed = { ...serving('10.0.0.2', true, 'b'), ...onNode }
  place(sliceOf(listed))
  projection.heed('n2', [wordOf('b', '10.0.0.9'), wordOf('c', '10.0.0.7')], alone)
  expect(shown()).toEqual(['10.0.0.9 true', '10.0.0.7 true'])
  place(sliceOf())
  expect(shown(), 'b was taken out').toEqual(['10.0.0.7 true'])
  const more = [wordOf('b', '10.0.0.10'), wordOf('c', '10.0.0.8'), wordOf('d', '10.0.0.6')]
  projection.heed('n2', more, { ...alone, isLinked: true })
  expect(shown()).toEqual(['10.0.0.8 true'])
  // The cloud lists it in another slice: it leaves this one.
  place(
    slice({
      service: 'w',
      name: 'w-2',
      endpoints: [{ ...serving('10.0.0.8', true, 'c'), ...onNode }],
    }),
  )
  expect(shown()).toEqual([])
})
