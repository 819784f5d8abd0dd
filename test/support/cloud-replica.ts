// One replica of the cloud on virtual time: started, stopped, killed, cut from its bus, and asked at its door.
import { memoryHttpServer } from '../../bus/adapters/memory-http.ts'
import type { MemoryBus } from '../../bus/adapters/memory-transport.ts'
import type { Clock } from '../../bus/clock.ts'
import type { HttpClient } from '../../bus/http.ts'
import type { Keyring } from '../../bus/keyring.ts'
import type { Log } from '../../bus/log.ts'
import type { Store } from '../../bus/store.ts'
import type { Link, Transport } from '../../bus/transport.ts'
import { assembleCloud } from '../../cloud/assemble.ts'
import type { Cloud } from '../../cloud/assemble.ts'
import type { CloudConfig } from '../../cloud/config.ts'
import { logStream } from '../../schemas/log-names.ts'
import { createSimDisk } from '../../sim/disk/disk.ts'
import type { Mount } from '../../sim/disk/disk.ts'
import type { Schedule } from '../../sim/schedule.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import type { FaultyLog } from './faulty-log.ts'
import { paperAuthority } from './paper-authority.ts'

/** What a replica is begun on. */
export interface ReplicaGround {
  readonly schedule: Schedule
  readonly bus: MemoryBus
  readonly keys: Keyring
  readonly kube: HttpClient | undefined
  /** The logs of the shards; undefined: the bus keeps none. */
  readonly logs: readonly FaultyLog[] | undefined
  /** What its feeds are kept in; it may fail where a disk does not. */
  readonly throughFeeds: (feeds: Store) => Store
  readonly tap: (line: string) => void
}

/** What an HTTP call to the cloud's door answered. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  readonly json: () => unknown
}

/** Begins a replica; its disk outlives its processes. */
export function cloudReplica(ground: ReplicaGround, config: CloudConfig) {
  const { schedule, bus, keys, kube, logs, throughFeeds, tap } = ground
  const disk = createSimDisk(random(`disk of ${config.replica}`))
  const feeds = createSimDisk(random(`feeds of ${config.replica}`))
  const run = (ms: number) => schedule.run(schedule.now() + ms)
  let process = schedule.spawn()
  let door = memoryHttpServer(process.clock)
  let webhooks = memoryHttpServer(process.clock)
  let wire = cutWire(bus.connect(), process.clock)
  let cloud: Cloud

  const openLog = (shard: number, done: (outcome: Log | Fault) => void) => {
    const { clock } = process
    const log = logs?.[shard]?.open(clock, wire.isCut)
    const { subject } = logStream('LOG', config.cluster, shard)
    // On a real bus the append is itself a message that whoever listens hears.
    const heard = (log: Log): Log => ({
      ...log,
      append: (bytes, expectedLast, answered) => {
        wire.transport.publish(subject, bytes)
        log.append(bytes, expectedLast, answered)
      },
    })
    const none = new Fault('UNSUPPORTED', 'this server keeps no logs')
    clock.soon(() => done(log === undefined ? none : heard(log)))
  }
  const openFeeds =
    ({ openStore }: Mount): Mount['openStore'] =>
    (done) =>
      openStore((store) => done(isFault(store) ? store : throughFeeds(store)))
  const start = () => {
    process = schedule.spawn()
    door = memoryHttpServer(process.clock)
    webhooks = memoryHttpServer(process.clock)
    wire = cutWire(bus.connect(), process.clock)
    cloud = assembleCloud(
      {
        clock: process.clock,
        random: random(`cloud ${config.replica} ${schedule.now()}`),
        keyring: keys,
        transport: wire.transport,
        ...disk.mount(process.clock),
        openFeeds: openFeeds(feeds.mount(process.clock)),
        ...(logs === undefined ? {} : { openLog }),
        kube,
        http: door,
        webhooks: { http: webhooks, authority: 'Q0E=' },
        authority: paperAuthority(process.clock),
        tap: (level, what, fields) => tap(`${level} ${what} ${JSON.stringify(fields)}`),
      },
      config,
    )
    cloud.start((fault) => {
      if (fault !== undefined) throw fault
    })
  }
  const stop = () => {
    let done = false
    cloud.stop(() => {
      done = true
    })
    run(3_000)
    if (!done) throw new Error('the cloud did not stop')
    process.kill()
  }
  const kill = () => {
    process.kill()
    wire.transport.close(() => {})
    disk.crash()
    feeds.crash()
  }
  const ask = (method: string, path: string, body: object | undefined = undefined): Answered => {
    const answered = { status: 0, headers: {}, text: '', json: () => JSON.parse(answered.text) }
    const text = body === undefined ? '' : JSON.stringify(body)
    const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(text)
    door.client.request(
      { method, path, headers: {}, body: bytes },
      {
        head: (status, headers) => Object.assign(answered, { status, headers }),
        chunk: (part) => (answered.text += new TextDecoder().decode(part)),
        end: () => undefined,
      },
    )
    run(20)
    return answered
  }
  start()
  /** A client of its door for webhooks, which is asked while the replica runs. */
  const webhookClient: HttpClient = {
    request: (...asked) => webhooks.client.request(...asked),
  }
  return { start, stop, kill, ask, webhookClient, cut: (cut: boolean) => wire.set(cut) }
}

/** A transport whose wire may be cut: nothing passes, and its owner is told that it is down. */
function cutWire(inner: Transport, clock: Clock) {
  let cut = false
  const watchers = new Set<(link: Link) => void>()
  const transport: Transport = {
    ...inner,
    publish: (subject, bytes, done = () => {}) => {
      if (!cut) return inner.publish(subject, bytes, done)
      clock.soon(() => done(new Fault('UNREACHABLE', 'the wire is cut')))
    },
    subscribe: (pattern, each) => inner.subscribe(pattern, (message) => !cut && each(message)),
    watch: (each) => {
      watchers.add(each)
      const unwatch = inner.watch((link) => !cut && each(link))
      return () => {
        watchers.delete(each)
        unwatch()
      }
    },
  }
  const set = (now: boolean): void => {
    cut = now
    for (const each of watchers) clock.soon(() => each(now ? 'down' : 'up'))
  }
  return { transport, set, isCut: () => cut }
}
