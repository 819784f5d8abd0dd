// The process of a node's agent, on the disk of its node.
import { formatAddress } from '../../bus/address.ts'
import { assembleEdge } from '../../edge/assemble.ts'
import type { Edge } from '../../edge/assemble.ts'
import { keepBytesUsual, kubeletChecks, mirrors } from '../../edge/config.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { createSimDisk } from '../disk/disk.ts'
import type { SimDisk } from '../disk/disk.ts'
import { createSimHttpClient } from '../network/http-client.ts'
import { createSimPipes } from '../network/pipes.ts'
import { createSimLan, createSimTransport } from '../network/sim-bus.ts'
import { same } from '../canaries/canary.ts'
import { carryOf } from './bus-process.ts'
import { cluster } from './ground.ts'
import type { Ground } from './ground.ts'
import type { Follow } from './journal-feed.ts'
import { nodePorts } from './layout.ts'
import type { PlacedNode } from './layout.ts'
import { nodeApiConfig, nodeApiPorts } from './node-api.ts'
import type { NodeEars } from './node-ears.ts'
import { asPrevious } from './previous-version.ts'
import type { AgentVersion } from './previous-version.ts'
import { createProcess } from './process.ts'
import type { Death, Life, WorldProcess } from './process.ts'

/** The disks of an agent: of its journal, of its mirror, and of its guard. */
export type Disks = Pick<EdgeProcess, 'disk' | 'mirror' | 'guard'>

/** An agent, and its face while it runs. */
export interface EdgeProcess extends WorldProcess {
  readonly edge: () => Edge | undefined
  readonly disk: SimDisk
  /** Where its mirror lies. */
  readonly mirror: SimDisk
  /** Where what its guard was told lies. */
  readonly guard: SimDisk
  /** Keeps a copy of all of them, as a backup would; not of another node's. */
  readonly save: () => void
  /** The last copy; undefined before the first. */
  readonly saved: () => Disks | undefined
  /** From its next life on it has a copy of these, where there are any. */
  readonly putBack: (disks: Disks | undefined) => void
  /** Empties them. */
  readonly wipe: () => void
  /** Its next lives have that version. */
  readonly install: (version: AgentVersion) => void
}

/** The agent of a node; `follow` is handed its journal each time it has started, `ears` hear its local API. */
export function edgeProcess(
  ground: Ground,
  placed: PlacedNode,
  follow: Follow,
  ears: NodeEars,
): EdgeProcess {
  const { node, host } = placed
  let version: AgentVersion = ground.previous.includes(node) ? 'previous' : 'current'
  const own = createOwnDisks(createDisks(ground, placed))
  let edge: Edge | undefined
  const process = createProcess(ground, {
    role: 'edge',
    name: `node/${node}`,
    host,
    machine: node,
    begin: (life, started) => {
      const { edgePorts = same, edgeConfig = same } = ground.canary
      const begun = assembleEdge(
        edgePorts(portsOf(ground, placed, { ...own.disks(), version, ears }, life), node),
        edgeConfig(configOf(ground, placed), node),
      )
      if (version === 'previous')
        ground.trace.add(life.name, 'has the previous version', 'edge of the previous version')
      edge = begun
      begun.start((fault) => {
        const journal = begun.journal()
        if (!isFault(fault) && journal !== undefined) follow(journal)
        started(fault)
      })
    },
    died: (how) => {
      edge = undefined
      end(own.disks(), how)
    },
  })
  return {
    ...process,
    edge: () => edge,
    get disk() {
      return own.disks().disk
    },
    get mirror() {
      return own.disks().mirror
    },
    get guard() {
      return own.disks().guard
    },
    save: own.save,
    saved: own.saved,
    putBack: own.putBack,
    wipe: own.wipe,
    install: (given) => {
      version = given
    },
  }
}

/** The disks that a node has now, and its last backup of its own ones. */
function createOwnDisks(first: Disks) {
  let disks = first
  let saved: Disks | undefined
  let areOwn = true
  return {
    disks: () => disks,
    save: () => {
      if (areOwn) saved = copyOf(disks)
    },
    saved: () => saved,
    putBack: (from: Disks | undefined) => {
      if (from === undefined) return
      areOwn = from === saved
      disks = copyOf(from)
    },
    wipe: () => {
      areOwn = true
      for (const each of [disks.disk, disks.mirror, disks.guard]) each.wipe()
    },
  }
}

function createDisks({ random }: Ground, { node }: PlacedNode): Disks {
  const disk = (name: string): SimDisk => createSimDisk(random.fork(`${name}/${node}`))
  return { disk: disk('disk'), mirror: disk('mirror'), guard: disk('guard') }
}

function end({ disk, mirror, guard }: Disks, how: Death): void {
  for (const each of [disk, mirror, guard])
    if (how === 'power') each.crash()
    else each.kill()
}

const copyOf = ({ disk, mirror, guard }: Disks): Disks => ({
  disk: disk.copy(),
  mirror: mirror.copy(),
  guard: guard.copy(),
})

type Installed = Disks & { readonly version: AgentVersion; readonly ears: NodeEars }

function portsOf(
  ground: Ground,
  placed: PlacedNode,
  { disk, mirror, guard, version, ears }: Installed,
  life: Life,
) {
  const { node, host } = placed
  const { clock, nic, random, tap, failed } = life
  const { silenceMs } = ground.health
  const bus = { nic, tap, silenceMs }
  const carry = carryOf(ground, life, node)
  const transport = createSimTransport(
    { ...bus, random: random.fork('bus') },
    ground.mainland.busAt,
  )
  return {
    clock,
    random,
    keyring: ground.keys.keyringOf(`node/${node}`),
    transport: version === 'previous' ? asPrevious(transport) : transport,
    lan: createSimLan({ ...bus, carry, random: random.fork('lan') }),
    pipes: createSimPipes(nic),
    kubelet: createSimHttpClient(nic, { host, port: nodePorts.healthz }),
    ...disk.mount(clock),
    openMirror: mirror.mount(clock).openStore,
    api: ground.api ? nodeApiPorts(placed, guard, life, ears) : undefined,
    tap,
    failed,
  }
}

function configOf(ground: Ground, placed: PlacedNode) {
  const { health, pace, shards } = ground
  const { node, host } = placed
  return {
    cluster,
    node,
    lanListen: { host, port: nodePorts.lan },
    kubeletAddress: formatAddress({ host, port: nodePorts.kubelet }),
    kubeletCheck: kubeletChecks[pace],
    mirror: mirrors[pace],
    keepBytesMax: keepBytesUsual,
    api: ground.api ? nodeApiConfig(ground, placed) : undefined,
    health,
    shards,
    version: 'sim',
    path: 'mqtt',
  }
}
