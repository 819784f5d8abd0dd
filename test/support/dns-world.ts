// A node's DNS in virtual time: its catalog, its upstream servers, and clients, all of them scripted.
import { createMemoryDatagrams } from '../../bus/adapters/memory-datagrams.ts'
import { createMemoryPipes } from '../../bus/adapters/memory-pipes.ts'
import type { Pipe } from '../../bus/pipe.ts'
import { dnsDefaults } from '../../edge/dns/config.ts'
import type { DnsConfig, ForwardConfig } from '../../edge/dns/config.ts'
import { framed, frameReader } from '../../edge/dns/frames.ts'
import { dnsPart } from '../../edge/dns/part.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import type { CatalogChange } from '../../src/services/catalog.ts'
import { scriptedSource } from './cluster-objects.ts'
import { dataOf, queryOf, read } from './dns-messages.ts'
import type { QueryFields } from './dns-messages.ts'

/** What an upstream server does with a query: answers, or is silent. */
export type Handle = (query: Uint8Array, way: 'udp' | 'tcp') => readonly Uint8Array[]

/** One answer to a client, and when it came. */
export interface Got {
  readonly atMs: number
  readonly bytes: Uint8Array
}

export interface WorldOptions {
  readonly changes?: readonly CatalogChange[]
  readonly forward?: Partial<ForwardConfig>
  readonly cache?: Partial<DnsConfig['cache']>
  readonly tcp?: Partial<DnsConfig['tcp']>
  readonly upstreams?: number
}

export const upstreamAddress = (n: number) => ({ host: `10.9.9.${n}`, port: 53 })

export function dnsWorld(options: WorldOptions = {}) {
  const { changes = [], forward, cache, tcp, upstreams = 1 } = options
  const schedule = createSchedule({ wallStart: wallMs(0), random: random('dns') })
  const { clock } = schedule.spawn()
  const datagrams = createMemoryDatagrams(clock, random('ports'))
  const pipes = createMemoryPipes(clock)
  const catalog = scriptedSource(...changes)
  const state = { isAlone: false }
  const said: string[] = []
  const config: DnsConfig = {
    ...dnsDefaults,
    listen: { host: '127.0.0.1', port: 53 },
    forward: {
      ...dnsDefaults.forward,
      upstreams: Array.from({ length: upstreams }, (_, n) => upstreamAddress(n)),
      ...forward,
    },
    cache: { ...dnsDefaults.cache, ...cache },
    tcp: { ...dnsDefaults.tcp, ...tcp },
  }
  const ports = {
    clock,
    random: random('ids'),
    datagrams,
    pipes,
    tap: (_: string, what: string) => said.push(what),
  }
  const part = dnsPart({ ports, config, catalog: catalog.source, isAlone: () => state.isAlone })
  const start = (): Fault | undefined => {
    let outcome: Fault | undefined
    part.start((fault) => (outcome = fault))
    schedule.settle()
    return outcome
  }
  const stop = () => {
    let stopped = false
    part.stop(() => (stopped = true))
    schedule.settle()
    return stopped
  }
  const run = (ms: number) => schedule.run(schedule.now() + ms)

  /** A client's query over UDP; answers come into the list. */
  const ask = (query: Uint8Array): Got[] => {
    const got: Got[] = []
    const heard = (bytes: Uint8Array) => got.push({ atMs: schedule.now(), bytes })
    datagrams.dial(config.listen, { heard, failed: () => {} }, (line) => {
      if (!isFault(line)) line.send(query)
    })
    schedule.settle()
    return got
  }
  /** What a name's look-up answers within so long: the code, or data. */
  const look = (name: string, ms = 0, fields: QueryFields = {}): unknown => {
    const [got] = waited(ask(queryOf(name, fields)), ms)
    if (got === undefined) return 'silence'
    const { code } = read(got.bytes)
    return code === 0 ? dataOf(got.bytes) : code
  }
  const waited = (got: Got[], ms: number): Got[] => {
    run(ms)
    return got
  }
  return {
    schedule,
    clock,
    datagrams,
    pipes,
    catalog,
    state,
    said,
    config,
    part,
    start,
    stop,
    run,
    ask,
    look,
  }
}

export type DnsWorld = ReturnType<typeof dnsWorld>

/** An upstream server that a test scripts, over UDP and TCP. */
export function upstreamIn({ datagrams, pipes, schedule }: DnsWorld, n: number, first: Handle) {
  const asked: { readonly way: string; readonly query: Uint8Array }[] = []
  const server = { handle: first, asked, stop: () => {} }
  const take = (query: Uint8Array, way: 'udp' | 'tcp') => {
    asked.push({ way, query })
    return server.handle(query, way)
  }
  datagrams.listen(
    upstreamAddress(n),
    (query, from) => {
      for (const answer of take(query, 'udp')) sendBack(answer, from)
    },
    (door) => {
      if (isFault(door)) throw door
      sendBack = door.send
      server.stop = () => door.close(() => {})
    },
  )
  let sendBack: (bytes: Uint8Array, to: { host: string; port: number }) => void = () => {}
  pipes.listen(
    upstreamAddress(n),
    (pipe) => serve(pipe, (query) => take(query, 'tcp')),
    () => {},
  )
  schedule.settle()
  return server
}

const serve = (pipe: Pipe, take: (query: Uint8Array) => readonly Uint8Array[]): void => {
  const data = frameReader((query) => {
    for (const answer of take(query)) pipe.write(framed(answer))
  })
  pipe.on({ data, drained: () => {}, ended: () => pipe.end(), closed: () => {} })
}
