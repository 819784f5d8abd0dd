// Edge agents on virtual time, on one WAN and one LAN, with a cloud that only echoes and assigns.
import { memoryHttpClient, memoryHttpServer } from '../../bus/adapters/memory-http.ts'
import { createMemoryDatagrams } from '../../bus/adapters/memory-datagrams.ts'
import { createMemoryPipes } from '../../bus/adapters/memory-pipes.ts'
import { createMemoryDisk, type MemoryDisk } from '../../bus/adapters/memory-store.ts'
import { createMemoryBus } from '../../bus/adapters/memory-transport.ts'
import type { Clock } from '../../bus/clock.ts'
import type { Datagrams } from '../../bus/datagrams.ts'
import type { HttpClient, Peer } from '../../bus/http.ts'
import type { Keyring } from '../../bus/keyring.ts'
import type { Message } from '../../bus/transport.ts'
import { verifyToken } from '../../edge/adapters/verify-token.ts'
import { assembleEdge, type Edge } from '../../edge/assemble.ts'
import { keepBytesUsual, kubeletChecks, mirrors, type EdgeConfig } from '../../edge/config.ts'
import type { EdgeStatus } from '../../edge/status.ts'
import { createSchedule, type Schedule } from '../../sim/schedule.ts'
import { paces, type Pace } from '../../src/health/config.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { ownPaper, paperCredentials } from './paper-authority.ts'
import { through } from './passage.ts'
import { keyring, smallCloud, type SmallCloud } from './small-cloud.ts'
import { createVirtualLan, type VirtualLan } from './virtual-lan.ts'

/** One node: its agent, and what can be done to it. */
export interface EdgeNode {
  readonly name: string
  readonly edge: Edge
  readonly host: string
  readonly keys: Keyring
  /** Whether WAN messages pass away from the node, and towards it. */
  readonly wan: { up: boolean; down: boolean }
  /** How its kubelet answers `/healthz`; undefined: nobody listens. */
  kubelet: number | undefined
  /** Every WAN message of the node, as seen at its end. */
  readonly messages: { readonly direction: 'up' | 'down'; readonly message: Message }[]
  readonly status: () => EdgeStatus
  /** How its last start ended; `pending` until it has. */
  started: Fault | 'pending' | undefined
  /** Why it cannot go on, once it said so. */
  failed: Fault | undefined
  /** How far its wall clock is from the world's. */
  wallAheadMs: number
  /** For so long none of the agent's timers fires. */
  readonly stall: (ms: number) => void
  /** The agent dies, and its broker and kubelet port with it. */
  readonly die: () => void
  /** Stops the agent in order; its kubelet port goes with it. */
  readonly stop: () => void
  /** Starts another agent on the same disk. */
  readonly again: () => void
  /** Both, one after the other. */
  readonly restart: () => void
  /** Where its journal lies, and where its mirror. */
  readonly disk: MemoryDisk
  readonly mirror: MemoryDisk
  /** Where its DNS listens, if its configuration has one. */
  readonly datagrams: Datagrams
  /** Its own kubelet as a client of its local API, where its configuration has one. */
  readonly api: HttpClient
  /** A client that shows a certificate, or none. */
  readonly apiAs: (certificate: Uint8Array | undefined) => HttpClient
}

/** Everything. */
export interface EdgeWorld {
  readonly schedule: Schedule
  readonly lan: VirtualLan
  readonly cloud: SmallCloud
  readonly wan: { readonly setLink: (link: 'up' | 'down') => void }
  /** Starts an agent; with the keys of another it is the same producer. */
  readonly start: (name: string, change?: Partial<EdgeConfig>, keys?: Keyring) => EdgeNode
  readonly run: (ms: number) => void
}

/** A world at a pace; nodes named together in `sites` share a LAN site. */
export function edgeWorld(sites: Record<string, readonly string[]> = {}, pace: Pace = 'fast') {
  const schedule = createSchedule({ wallStart: wallMs(1_000_000), random: random('edge world') })
  const { clock } = schedule.spawn()
  const wan = createMemoryBus(clock)
  const lan = createVirtualLan(clock)
  const cloud = smallCloud(wan.connect(), clock, sites)
  const hosts = new Map<string, string>()
  const start = (name: string, change: Partial<EdgeConfig> = {}, keys = keyring()): EdgeNode => {
    const host = hosts.get(name) ?? `127.77.1.${hosts.size + 1}`
    hosts.set(name, host)
    return startNode(
      { schedule, clock, lan, connect: wan.connect },
      { name, host, pace, change, keys },
    )
  }
  const run = (ms: number) => schedule.run(schedule.now() + ms)
  return { schedule, lan, cloud, wan, start, run } satisfies EdgeWorld
}

/** What nodes stand on; `connect` is their way to the cloud. */
export interface EdgeGround {
  readonly schedule: Schedule
  readonly clock: Clock
  readonly lan: VirtualLan
  readonly connect: ReturnType<typeof createMemoryBus>['connect']
}

interface Placed {
  readonly name: string
  readonly host: string
  readonly pace: Pace
  readonly change: Partial<EdgeConfig>
  readonly keys: Keyring
}

/** Starts a node's agent. */
export function startNode(
  ground: EdgeGround,
  { name, host, pace, change, keys }: Placed,
): EdgeNode {
  const { schedule, clock, lan } = ground
  const disk = createMemoryDisk(clock)
  const mirror = createMemoryDisk(clock)
  const datagrams = createMemoryDatagrams(clock, random(`ports of ${name}`))
  const pods = createMemoryPipes(clock)
  const guardDisk = createMemoryDisk(clock)
  const wan = { up: true, down: true }
  const messages: EdgeNode['messages'] = []
  const kubeletPort = `${host}:10250`
  const config: EdgeConfig = {
    cluster: 'causeway',
    node: nodeId(name),
    lanListen: { host, port: 1883 },
    kubeletAddress: kubeletPort,
    kubeletCheck: kubeletChecks[pace],
    mirror: mirrors[pace],
    keepBytesMax: keepBytesUsual,
    health: paces[pace],
    shards: 4,
    version: '0.1.0',
    path: 'nats',
    ...change,
  }
  let process = schedule.spawn()
  let apiServer = memoryHttpServer(clock)
  let stalledUntil = 0
  let edge: Edge
  const apiAs = (shown: Uint8Array | undefined): HttpClient => {
    const peer: Peer = { address: '127.0.0.1', ...(shown === undefined ? {} : { shown }) }
    return { request: (...args) => apiServer.clientAs(peer).request(...args) }
  }
  const node = {
    name,
    host,
    keys,
    wan,
    messages,
    disk,
    mirror,
    datagrams,
    api: apiAs(ownPaper(name)),
    apiAs,
    kubelet: 200 as number | undefined,
    started: 'pending' as Fault | 'pending' | undefined,
    wallAheadMs: 0,
    failed: undefined as Fault | undefined,
    get edge() {
      return edge
    },
    status: () => {
      const status = edge.status()
      if (status === undefined) throw new Error(`${name} has not started`)
      return status
    },
    stall: (ms: number) => {
      stalledUntil = schedule.now() + ms
    },
    die: () => {
      process.kill()
      lan.answering.delete(kubeletPort)
      lan.bus(`${host}:1883`).setLink('down')
    },
    stop: () => {
      lan.answering.delete(kubeletPort)
      edge.stop(() => process.kill())
    },
    again: () => begin(),
    restart: () =>
      edge.stop(() => {
        process.kill()
        begin()
      }),
  }
  const begin = () => {
    process = schedule.spawn()
    apiServer = memoryHttpServer(process.clock)
    lan.answering.add(kubeletPort)
    edge = assembleEdge(
      {
        clock: {
          ...stallable(process.clock, schedule, () => stalledUntil),
          wall: () => wallMs(clock.wall() + node.wallAheadMs),
        },
        random: random(name),
        keyring: keys,
        transport: through(
          ground.connect(),
          { up: () => wan.up, down: () => wan.down },
          (direction, message) => messages.push({ direction, message }),
        ),
        lan: lan.lan,
        pipes: lan.pipes(host),
        kubelet: memoryHttpClient(process.clock, () => {
          const status = node.kubelet
          if (status === undefined) return undefined
          return (_request, reply) => reply.send(status, {}, new Uint8Array())
        }),
        openStore: disk.openStore,
        openSlots: disk.openSlots,
        openMirror: mirror.openStore,
        dns: { random: random(`ids of ${name}`), datagrams, pipes: pods },
        api: {
          server: apiServer,
          guard: {
            credentials: paperCredentials(process.clock).credentials,
            verifyToken,
            openStore: guardDisk.openStore,
          },
        },
        tap: () => {},
        failed: (fault) => (node.failed = fault),
      },
      config,
    )
    node.started = 'pending'
    edge.start((fault) => {
      node.started = fault
    })
  }
  begin()
  return node
}

/** A clock whose timers wait while its process is stalled. */
const stallable = (clock: Clock, schedule: Schedule, until: () => number): Clock => ({
  ...clock,
  after: (delayMs, fire) => {
    let cancelWait = () => {}
    const cancel = clock.after(delayMs, () => {
      const leftMs = until() - schedule.now()
      if (leftMs <= 0) fire()
      else cancelWait = clock.after(leftMs, fire)
    })
    return () => {
      cancel()
      cancelWait()
    }
  },
})
