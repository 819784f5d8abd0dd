// Edge agents on virtual time, on one WAN and one LAN, with a cloud that only echoes and assigns.
import { generateKeyPairSync } from 'node:crypto'
import { memoryHttpClient } from '../../bus/adapters/memory-http.ts'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { createMemoryBus } from '../../bus/adapters/memory-transport.ts'
import { keyringOf } from '../../bus/adapters/node-keyring.ts'
import type { Clock } from '../../bus/clock.ts'
import type { Keyring } from '../../bus/keyring.ts'
import type { Message, Transport } from '../../bus/transport.ts'
import { assembleEdge, type Edge } from '../../edge/assemble.ts'
import { kubeletChecks, type EdgeConfig } from '../../edge/config.ts'
import type { EdgeStatus } from '../../edge/status.ts'
import { decodeBeat } from '../../schemas/beat.ts'
import { encodeDown, type Down } from '../../schemas/down.ts'
import { sealSigned } from '../../schemas/signed.ts'
import { patternOf, subjectOf } from '../../schemas/subjects.ts'
import { createSchedule, type Schedule } from '../../sim/schedule.ts'
import { assignmentDigest } from '../../src/health/assignment.ts'
import { paces, type Pace } from '../../src/health/config.ts'
import type { Assignment, Beat, Introduction } from '../../src/health/words.ts'
import { isFault, type Fault } from '../../src/kernel/fault.ts'
import { nodeId, siteId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { through } from './passage.ts'
import { createVirtualLan, type VirtualLan } from './virtual-lan.ts'

/** One node: its agent, and what can be done to it. */
export interface EdgeNode {
  readonly name: string
  readonly edge: Edge
  readonly host: string
  /** Whether WAN messages pass away from the node, and towards it. */
  readonly wan: { up: boolean; down: boolean }
  /** How its kubelet answers `/healthz`; undefined: nobody listens. */
  kubelet: number | undefined
  /** Every WAN message of the node, as seen at its end. */
  readonly messages: { readonly direction: 'up' | 'down'; readonly message: Message }[]
  readonly status: () => EdgeStatus
  /** How its last start ended; `pending` until it has. */
  started: Fault | 'pending' | undefined
  /** How far its wall clock is from the world's. */
  wallAheadMs: number
  /** For so long none of the agent's timers fires. */
  readonly stall: (ms: number) => void
  /** The agent dies, and its broker and kubelet port with it. */
  readonly die: () => void
  /** Stops the agent in order and starts another on the same disk. */
  readonly restart: () => void
}

/** The cloud of these tests. */
export interface SmallCloud {
  readonly keyring: Keyring
  readonly beats: { readonly atMs: number; readonly beat: Beat; readonly subject: string }[]
  /** Whether it answers what asks for an echo. */
  echoes: boolean
  /** Nodes by site: who is told that they belong together. */
  readonly sites: Map<string, readonly string[]>
  readonly sealed: (down: Down) => Uint8Array
  readonly say: (node: string, down: Down) => void
  readonly sayBytes: (node: string, bytes: Uint8Array) => void
}

/** Everything. */
export interface EdgeWorld {
  readonly schedule: Schedule
  readonly lan: VirtualLan
  readonly cloud: SmallCloud
  readonly wan: { readonly setLink: (link: 'up' | 'down') => void }
  readonly start: (name: string, change?: Partial<EdgeConfig>) => EdgeNode
  readonly run: (ms: number) => void
}

/** A keyring with new keys. */
export const keyring = (): Keyring =>
  keyringOf(generateKeyPairSync('ed25519').privateKey, generateKeyPairSync('x25519').privateKey)

/** A world at a pace; nodes named together in `sites` share a LAN site. */
export function edgeWorld(sites: Record<string, readonly string[]> = {}, pace: Pace = 'fast') {
  const schedule = createSchedule({ wallStart: wallMs(1_000_000), random: random('edge world') })
  const { clock } = schedule.spawn()
  const wan = createMemoryBus(clock)
  const lan = createVirtualLan(clock)
  const cloud = smallCloud(wan.connect(), clock, sites)
  const hosts = new Map<string, string>()
  const start = (name: string, change: Partial<EdgeConfig> = {}): EdgeNode => {
    const host = hosts.get(name) ?? `127.77.1.${hosts.size + 1}`
    hosts.set(name, host)
    return startNode({ schedule, clock, lan, connect: wan.connect }, { name, host, pace, change })
  }
  const run = (ms: number) => schedule.run(schedule.now() + ms)
  return { schedule, lan, cloud, wan, start, run } satisfies EdgeWorld
}

interface Ground {
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
}

function startNode(ground: Ground, { name, host, pace, change }: Placed): EdgeNode {
  const { schedule, clock, lan } = ground
  const disk = createMemoryDisk(clock)
  const keys = keyring()
  const wan = { up: true, down: true }
  const messages: EdgeNode['messages'] = []
  const kubeletPort = `${host}:10250`
  const config: EdgeConfig = {
    cluster: 'causeway',
    node: nodeId(name),
    lanListen: { host, port: 1883 },
    kubeletAddress: kubeletPort,
    kubeletCheck: kubeletChecks[pace],
    health: paces[pace],
    shards: 4,
    version: '0.1.0',
    path: 'nats',
    ...change,
  }
  let process = schedule.spawn()
  let stalledUntil = 0
  let edge: Edge
  const node = {
    name,
    host,
    wan,
    messages,
    kubelet: 200 as number | undefined,
    started: 'pending' as Fault | 'pending' | undefined,
    wallAheadMs: 0,
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
    restart: () =>
      edge.stop(() => {
        process.kill()
        begin()
      }),
  }
  const begin = () => {
    process = schedule.spawn()
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
        tap: () => {},
      },
      config,
    )
    node.started = 'pending'
    edge.start((fault) => {
      node.started = fault
    })
  }
  lan.answering.add(kubeletPort)
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

/** A cloud that hears beats on a transport, echoes those that ask, and assigns the nodes of `sites`. */
export function smallCloud(
  transport: Transport,
  clock: Clock,
  sites: Record<string, readonly string[]>,
): SmallCloud {
  const keys = keyring()
  const introduced = new Map<string, Introduction>()
  const cloud: SmallCloud = {
    keyring: keys,
    beats: [],
    echoes: true,
    sites: new Map(Object.entries(sites)),
    sealed: (down) =>
      sealSigned({ context: 'down', signer: 'cloud/0' }, encodeDown(down), keys.sign),
    say: (node, down) => cloud.sayBytes(node, cloud.sealed(down)),
    sayBytes: (node, bytes) =>
      transport.publish(subjectOf('down', 'causeway', { node: nodeId(node) }), bytes),
  }
  transport.subscribe(patternOf('beat', 'causeway', {}), ({ subject, bytes }) => {
    const beat = unwrap(decodeBeat(bytes))
    const { node, introduction, ask, incarnation } = beat
    cloud.beats.push({ atMs: clock.mono(), beat, subject })
    if (introduction !== undefined) introduced.set(node, introduction)
    if (ask !== 0 && cloud.echoes) cloud.say(node, { kind: 'echo', node, incarnation, ask })
    const assignment = assignmentOf(node, cloud.sites, introduced)
    if (assignment !== undefined && assignmentDigest(assignment) !== beat.assignment)
      cloud.say(node, { kind: 'assignment', assignment, cloudKey: keys.publicKeys.sign })
  })
  return cloud
}

function assignmentOf(
  node: string,
  sites: ReadonlyMap<string, readonly string[]>,
  introduced: ReadonlyMap<string, Introduction>,
): Assignment | undefined {
  for (const [site, nodes] of sites) {
    if (!nodes.includes(node)) continue
    const members = nodes.flatMap((name) => {
      const known = introduced.get(name)
      return known ? [{ node: nodeId(name), lan: known.lan, kubelet: known.kubelet }] : []
    })
    return { node: nodeId(node), site: siteId(site), shard: 2, members }
  }
  return undefined
}

function unwrap<T>(outcome: T | Fault): T {
  if (isFault(outcome)) throw outcome
  return outcome
}
