// The catalog as a fold: however its objects changed, it knows what the last of them say.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readAddress, readDashed, readReverse } from '../../src/services/addresses.ts'
import { answer } from '../../src/services/answer.ts'
import type { Catalog, CatalogChange } from '../../src/services/catalog.ts'
import {
  catalogOf,
  endpoint,
  gone,
  ofPod,
  pod,
  service,
  slice,
} from '../support/cluster-objects.ts'

const few = fc.constantFrom('a', 'b', 'c')
const address = fc.integer({ min: 1, max: 4 }).map((n) => `10.0.0.${n}`)
const anyService = fc
  .record({
    name: few,
    clusterIP: fc.oneof(address, fc.constant('None')),
    publishNotReadyAddresses: fc.boolean(),
    ports: fc.constant([{ name: 'http', port: 80 }]),
  })
  .map(({ name, ...spec }) => service(name, spec))
const anyEndpoint = fc
  .record({ at: address, ready: fc.boolean(), name: few, uid: few })
  .map(({ at, ready, name, uid }) => endpoint(at, ready, ofPod(name, uid)))
const anySlice = fc
  .record({ name: few, service: few, endpoints: fc.array(anyEndpoint, { maxLength: 3 }) })
  .map((fields) => slice({ ...fields, ports: [{ name: 'http', port: 80 }] }))
const anyPod = fc
  .record({ name: few, at: address, ready: fc.boolean(), uid: few })
  .map(({ name, at, ready, uid }) => pod(name, at, ready, uid))
const anyChange = fc
  .record({ change: fc.oneof(anyService, anySlice, anyPod), isGone: fc.boolean() })
  .map(({ change, isGone }) => (isGone ? gone(change) : change))

const names = ['a', 'b', 'c'].flatMap((name) => [
  `${name}.default.svc.cluster.local`,
  `10-0-0-1.${name}.default.svc.cluster.local`,
  `_http._tcp.${name}.default.svc.cluster.local`,
])
const questions = [...names, 'default.svc.cluster.local', '1.0.0.10.in-addr.arpa']

/** All answers without their order and the serial. */
const told = (catalog: Catalog): unknown =>
  questions.map((name) => {
    const reply = answer(catalog, { name: 'cluster.local', ttlS: 5 }, { name, type: 'ANY' })
    if (reply.kind !== 'records') return reply.kind
    return [reply.isKnown, reply.answers.map((one) => JSON.stringify(one)).toSorted()]
  })

const keyOf = ({ kind, object }: CatalogChange): string => `${kind}/${object.metadata.name}`

it('N10: the catalog after any changes is the one made of what is left', () => {
  fc.assert(
    fc.property(fc.array(anyChange, { maxLength: 25 }), (changes) => {
      const last = new Map(changes.map((change) => [keyOf(change), change]))
      const left = [...last.values()].filter(({ isGone }) => !isGone)
      expect(told(catalogOf(...changes))).toEqual(told(catalogOf(...left)))
    }),
    { numRuns: 300 },
  )
})

it('N10: a change that changes no answer leaves its version', () => {
  const catalog = catalogOf(pod('a', '10.0.0.1'))
  const { version } = catalog
  catalog.take(pod('a', '10.0.0.1'))
  catalog.take(pod('b', '10.0.0.9'))
  expect(catalog.version).toBe(version)
  catalog.take(service('a', { clusterIP: 'None' }))
  expect(catalog.version).toBeGreaterThan(version)
})

it('N6: any address is read back from its reverse name, and an IPv6 one from any way to write it', () => {
  const four = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255))
  fc.assert(
    fc.property(four, (bytes) => {
      const text = bytes.join('.')
      expect(readAddress(text)).toEqual({ type: 'A', text })
      expect(readDashed(bytes.join('-'))?.text).toBe(text)
      expect(readReverse(`${bytes.toReversed().join('.')}.in-addr.arpa`)?.text).toBe(text)
    }),
  )
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const full = readAddress(text)?.text ?? ''
      expect(new URL(`http://[${text}]`).hostname).toBe(new URL(`http://[${full}]`).hostname)
      const nibbles = full.split(':').flatMap((group) => [...group.padStart(4, '0')])
      expect(readReverse(`${nibbles.toReversed().join('.')}.ip6.arpa`)?.text).toBe(full)
    }),
  )
  for (const text of [
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    ':',
    ':::',
    '1::2::3',
    'g::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
  ])
    expect(readAddress(text), text).toBeUndefined()
})
