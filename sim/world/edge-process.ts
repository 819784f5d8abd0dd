// The process of a node's agent, on the disk of its node.
import { formatAddress } from '../../bus/address.ts'
import { assembleEdge } from '../../edge/assemble.ts'
import type { Edge } from '../../edge/assemble.ts'
import { kubeletChecks, mirrors } from '../../edge/config.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { createSimDisk } from '../disk/disk.ts'
import type { SimDisk } from '../disk/disk.ts'
import { withFlaws } from '../network/flaws.ts'
import { createSimHttpClient } from '../network/http-client.ts'
import { createSimPipes } from '../network/pipes.ts'
import { createSimLan, createSimTransport } from '../network/sim-bus.ts'
import { same } from '../canaries/canary.ts'
import { cluster } from './ground.ts'
import type { Ground } from './ground.ts'
import type { Follow } from './journal-feed.ts'
import { busAt, nodePorts } from './layout.ts'
import type { PlacedNode } from './layout.ts'
import { createProcess } from './process.ts'
import type { Life, WorldProcess } from './process.ts'

/** An agent, and its face while it runs. */
export interface EdgeProcess extends WorldProcess {
  readonly edge: () => Edge | undefined
  readonly disk: SimDisk
  /** Where its mirror lies. */
  readonly mirror: SimDisk
}

/** The agent of a node; `follow` is handed its journal each time it has started. */
export function edgeProcess(ground: Ground, placed: PlacedNode, follow: Follow): EdgeProcess {
  const { node, host } = placed
  const disk = createSimDisk(ground.random.fork(`disk/${node}`))
  const mirror = createSimDisk(ground.random.fork(`mirror/${node}`))
  let edge: Edge | undefined
  const process = createProcess(ground, {
    role: 'edge',
    name: `node/${node}`,
    host,
    machine: node,
    begin: (life, started) => {
      const { edgePorts = same, edgeConfig = same } = ground.canary
      const begun = assembleEdge(
        edgePorts(portsOf(ground, placed, { disk, mirror }, life), node),
        edgeConfig(configOf(ground, placed), node),
      )
      edge = begun
      begun.start((fault) => {
        const journal = begun.journal()
        if (!isFault(fault) && journal !== undefined) follow(journal)
        started(fault)
      })
    },
    died: (how) => {
      edge = undefined
      for (const each of [disk, mirror])
        if (how === 'power') each.crash()
        else each.kill()
    },
  })
  return { ...process, edge: () => edge, disk, mirror }
}

function portsOf(
  ground: Ground,
  { node, host }: PlacedNode,
  { disk, mirror }: Pick<EdgeProcess, 'disk' | 'mirror'>,
  life: Life,
) {
  const { clock, nic, random, tap, failed } = life
  const { silenceMs } = ground.health
  const bus = { nic, tap, silenceMs }
  const { lanFlaws } = ground
  const carry =
    lanFlaws === undefined ? {} : { carry: withFlaws(lanFlaws, clock, random.fork('lan flaws')) }
  return {
    clock,
    random,
    keyring: ground.keys.keyringOf(`node/${node}`),
    transport: createSimTransport({ ...bus, random: random.fork('bus') }, busAt),
    lan: createSimLan({ ...bus, ...carry, random: random.fork('lan') }),
    pipes: createSimPipes(nic),
    kubelet: createSimHttpClient(nic, { host, port: nodePorts.healthz }),
    ...disk.mount(clock),
    openMirror: mirror.mount(clock).openStore,
    tap,
    failed,
  }
}

function configOf({ health, pace, shards }: Ground, { node, host }: PlacedNode) {
  return {
    cluster,
    node,
    lanListen: { host, port: nodePorts.lan },
    kubeletAddress: formatAddress({ host, port: nodePorts.kubelet }),
    kubeletCheck: kubeletChecks[pace],
    mirror: mirrors[pace],
    health,
    shards,
    version: 'sim',
    path: 'mqtt',
  }
}
