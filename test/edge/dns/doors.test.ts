// The doors of a node's DNS in virtual time: UDP and TCP clients, good and bad, and a catalog that changes.
import { expect, it } from 'vitest'
import type { Pipe } from '../../../bus/pipe.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import { framed, frameReader } from '../../../edge/dns/frames.ts'
import { checkDnsConfig } from '../../../edge/dns/config.ts'
import { collectionSource } from '../../../edge/dns/collection-source.ts'
import type { Change, Collection } from '../../../src/objects/collection.ts'
import type { ResourceKind } from '../../../src/objects/object.ts'
import { keepCatalog } from '../../../src/services/catalog.ts'
import { endpoint, gone, ofPod, pod, service, slice } from '../../support/cluster-objects.ts'
import { a, answerTo, dataOf, queryOf, read } from '../../support/dns-messages.ts'
import { dnsWorld, upstreamIn } from '../../support/dns-world.ts'
import type { DnsWorld, WorldOptions } from '../../support/dns-world.ts'

const db = 'db.default.svc.cluster.local'
const headless = service('db', { clusterIP: 'None' })
const dbs = (count: number) =>
  slice({
    service: 'db',
    endpoints: Array.from({ length: count }, (_, i) => endpoint(`10.0.${i >> 8}.${i & 255}`)),
  })

function world(options: WorldOptions = {}) {
  const one = dnsWorld({ changes: [headless, dbs(2)], ...options })
  expect(one.start()).toBeUndefined()
  return one
}

/** A client's TCP connection: what came on it, and how it ended. */
function connect({ pipes, config, schedule }: DnsWorld) {
  const seen = { answers: [] as Uint8Array[], ended: false, closed: false }
  let pipe: Pipe | undefined
  pipes.dial(config.listen, 1_000, (outcome) => {
    if (isFault(outcome)) throw outcome
    pipe = outcome
    pipe.on({
      data: frameReader((answer) => seen.answers.push(answer)),
      drained: () => {},
      ended: () => (seen.ended = true),
      closed: () => (seen.closed = true),
    })
  })
  schedule.settle()
  if (pipe === undefined) throw new Error('expected a connection')
  return { seen, pipe }
}

it('N12: an answer follows the catalog at once', () => {
  const one = world()
  const next = slice({ service: 'db', endpoints: [endpoint('10.0.0.7', true, ofPod('db-0'))] })
  expect(one.look(db)).toEqual(['10.0.0.0', '10.0.0.1'])
  one.catalog.change(next)
  expect(one.look(db)).toEqual(['10.0.0.7'])
  one.catalog.change(pod('db-0', '10.0.0.8'))
  expect(one.look(db)).toEqual(['10.0.0.8'])
  one.catalog.change(gone(headless))
  expect(one.look(db)).toBe(3)
})

it('N13: until the catalog knows everything the zone is a failure, never denied; other names are looked up', () => {
  const one = world()
  upstreamIn(one, 0, (query) => [answerTo(query, { answers: [a('example.com', '192.0.2.1')] })])
  one.catalog.state.isComplete = false
  expect([one.look(db), one.look('nobody.default.svc.cluster.local')]).toEqual([2, 2])
  expect(one.look('example.com')).toEqual(['192.0.2.1'])
  one.catalog.state.isComplete = true
  expect(one.look(db)).toHaveLength(2)
})

it('N40: over TCP many queries are answered on one connection, whole, and the end is answered by an end', () => {
  const one = world({ changes: [headless, dbs(200)] })
  const { seen, pipe } = connect(one)
  pipe.write(Buffer.concat([1, 2, 3].map((id) => framed(queryOf(db, { id })))))
  pipe.end()
  one.schedule.settle()
  expect(seen.answers.map((answer) => read(answer).id)).toEqual([1, 2, 3])
  expect(seen.answers.map((answer) => dataOf(answer).length)).toEqual([200, 200, 200])
  expect(seen).toMatchObject({ ended: true, closed: true })
})

it('N40: an answer that is ready does not wait for one that is looked up', () => {
  const one = world()
  const isSlow = (query: Uint8Array) => read(query).questions?.[0]?.name === 'slow.example.com'
  upstreamIn(one, 0, (query) => (isSlow(query) ? [] : [answerTo(query)]))
  const { seen, pipe } = connect(one)
  pipe.write(framed(queryOf('slow.example.com', { id: 1 })))
  pipe.write(framed(queryOf(db, { id: 2 })))
  pipe.end()
  one.schedule.settle()
  expect(seen.answers.map((answer) => read(answer).id)).toEqual([2])
  one.run(5_000)
  expect(seen.answers.map((answer) => read(answer).id)).toEqual([2, 1])
  expect(seen.closed).toBe(true)
})

it('N41: of one connection only so many queries are looked up at once', () => {
  const one = world({ tcp: { askingMax: 2 } })
  const server = upstreamIn(one, 0, () => [])
  const { seen, pipe } = connect(one)
  for (let i = 0; i < 6; i++) pipe.write(framed(queryOf(`${i}.example.com`, { id: i })))
  one.schedule.settle()
  expect(server.asked).toHaveLength(2)
  server.handle = (query) => [answerTo(query)]
  one.run(1_600)
  expect(seen.answers.map((answer) => read(answer).id).toSorted()).toEqual([0, 1, 2, 3, 4, 5])
  pipe.destroy()
})

it('N41: who does not read is not answered further, and is let go when he says nothing', () => {
  const one = world({ changes: [headless, dbs(1_000)] })
  const { seen, pipe } = connect(one)
  pipe.pause()
  for (let i = 0; i < 1_000; i++) pipe.write(framed(queryOf(db, { id: i })))
  one.run(5_000)
  pipe.resume()
  one.run(2_000)
  expect(seen.answers).toHaveLength(1_000)
  pipe.pause()
  for (let i = 0; i < 1_000; i++) pipe.write(framed(queryOf(db, { id: i })))
  one.run(11_000)
  pipe.resume()
  one.run(1_000)
  expect(seen.closed).toBe(true)
  expect(seen.answers.length).toBeLessThan(1_100)
})

it('N41: a silent connection is closed, and a new one is let in only where there is room', () => {
  const one = world({ tcp: { connectionsMax: 2 } })
  const [first, second, third] = [connect(one), connect(one), connect(one)]
  expect([first.seen.closed, second.seen.closed, third.seen.closed]).toEqual([false, false, true])
  one.run(6_000)
  first.pipe.write(framed(queryOf(db)))
  one.run(6_000)
  expect([first.seen.closed, second.seen.closed]).toEqual([false, true])
  const fourth = connect(one)
  fourth.pipe.write(framed(queryOf(db)))
  one.schedule.settle()
  expect(fourth.seen.answers).toHaveLength(1)
})

it('N41: what is no query ends a connection', () => {
  const one = world()
  const { seen, pipe } = connect(one)
  pipe.write(framed(Uint8Array.of(1, 2, 3)))
  one.schedule.settle()
  expect(seen.closed).toBe(true)
  expect(one.said).toEqual(['what came to the DNS port is no query'])
})

it('N42: it starts and stops, and stopped it has closed everything and says nothing more', () => {
  const one = world()
  upstreamIn(one, 0, () => [])
  expect(one.part.address()).toEqual(one.config.listen)
  const { seen } = connect(one)
  const got = one.ask(queryOf('example.com'))
  expect(one.stop()).toBe(true)
  one.run(60_000)
  expect([seen.closed, got.length, one.catalog.listeners.size]).toEqual([true, 0, 0])
  expect(one.part.address()).toBeUndefined()
  expect(one.look(db)).toBe('silence')
  expect(one.start()).toBeUndefined()
  expect(one.look(db)).toHaveLength(2)
})

it('N42: a start that fails says why and leaves nothing open', () => {
  const one = dnsWorld()
  one.pipes.listen(
    one.config.listen,
    () => {},
    () => {},
  )
  one.schedule.settle()
  expect(one.start()).toMatchObject({ code: 'PORT_IN_USE' })
  expect(one.catalog.listeners.size).toBe(0)
  let free: unknown
  one.datagrams.listen(
    one.config.listen,
    () => {},
    (outcome) => (free = outcome),
  )
  one.schedule.settle()
  expect(isFault(free)).toBe(false)
})

it('N42: a configuration that makes no sense is refused before anything is opened', () => {
  const { config, ...one } = dnsWorld()
  expect(checkDnsConfig(config)).toBeUndefined()
  const { forward, zone } = config
  const wrong = [
    { ...config, zone: { ...zone, name: 'Cluster.local' } },
    { ...config, zone: { ...zone, name: '' } },
    { ...config, forward: { ...forward, upstreams: [config.listen] } },
    { ...config, forward: { ...forward, upstreams: [{ host: '192.0.2.1', port: 0 }] } },
  ]
  for (const each of wrong) expect(checkDnsConfig(each)).toMatchObject({ code: 'CONFIG_INVALID' })
  expect(one.catalog.listeners.size).toBe(0)
})

it('N43: a collection, as a node’s mirror is one, is a source of the catalog', () => {
  const objects = [headless, dbs(1), pod('db-0', '10.0.0.1')]
  const listeners = new Map<string, (change: Change) => void>()
  const collection: Pick<Collection, 'list' | 'subscribe'> = {
    list: (kind: ResourceKind) =>
      objects.map(({ object }) => object).filter((object) => object.kind === kind.kind),
    subscribe: (kind, each) => {
      listeners.set(kind.kind, each)
      return () => listeners.delete(kind.kind)
    },
  }
  const source = collectionSource(collection, () => true)
  const { catalog, stop } = keepCatalog(source)
  const found = () => catalog.service('default', 'db')
  expect(found()).toMatchObject({ kind: 'headless' })
  listeners.get('Service')?.({ type: 'DELETED', version: 2, object: headless.object })
  expect(found()).toBeUndefined()
  listeners.get('Service')?.({ type: 'ADDED', version: 3, object: headless.object })
  expect(found()).toBeDefined()
  expect([...listeners.keys()]).toEqual(['Service', 'EndpointSlice', 'Pod'])
  stop()
  expect(listeners.size).toBe(0)
})
