// What is true of each node, whatever anybody believes: since when it runs, is heard, and cannot be called dead.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { SimDisk } from '../disk/disk.ts'
import type { Links } from './links.ts'
import type { PlacedNode } from './layout.ts'
import type { Processes } from './processes.ts'
import type { WallClocks } from './wall-clocks.ts'

/** Things that are true of a node, or not. */
export type Condition =
  /** Its kubelet runs. */
  | 'kubelet'
  /** Its agent's beats reach the cloud, or its kubelet's renewals reach Kubernetes. */
  | 'heard'
  /** Most of its peers that run reach it, or too few run to call it dead. */
  | 'vouched'
  /** It and most of its site run and are cut off together. */
  | 'site silent'
  /** Cloud and Kubernetes run. */
  | 'mainland'
  /** Its machine is dead, and all who are to find that out are well: the cloud, and its peers, two or more. */
  | 'plainly dead'
  /** Its clock was not set back unseen, so that its renewals are later than those that Kubernetes knows. */
  | 'clock'

const all: readonly Condition[] = [
  'kubelet',
  'heard',
  'vouched',
  'site silent',
  'mainland',
  'plainly dead',
  'clock',
]

/** The conditions of all nodes. */
export interface Conditions {
  /** Looks at everything; called whenever something may have changed. */
  readonly look: () => void
  /** For how long a condition has held without a break; -1 while it does not. */
  readonly forMs: (node: NodeId, condition: Condition) => number
}

/** What conditions are seen in. */
export interface ConditionParts {
  readonly now: () => number
  readonly nodes: readonly PlacedNode[]
  readonly processes: Processes
  readonly links: Links
  readonly clocks: WallClocks
}

/** Conditions that were not looked at yet. */
export function createConditions(parts: ConditionParts): Conditions {
  const since = new Map<string, number>()
  const hasSteadyClock = (node: NodeId): boolean => {
    const setBackMs = parts.clocks.setBackMs(node)
    const mainlandMs = since.get(`${node} mainland`) ?? parts.now()
    return setBackMs === undefined || mainlandMs <= setBackMs
  }
  return {
    look: () => {
      for (const placed of parts.nodes)
        for (const condition of all) {
          const name = `${placed.node} ${condition}`
          const steady = condition !== 'clock' || hasSteadyClock(placed.node)
          if (!steady || !holds(parts, placed, condition)) since.delete(name)
          else if (!since.has(name)) since.set(name, parts.now())
        }
    },
    forMs: (node, condition) => {
      const at = since.get(`${node} ${condition}`)
      return at === undefined ? -1 : parts.now() - at
    },
  }
}

function holds(parts: ConditionParts, placed: PlacedNode, condition: Condition): boolean {
  const { processes } = parts
  switch (condition) {
    case 'kubelet':
      return runs(processes.kubelets, placed.node)
    case 'heard':
      return isHeard(parts, placed.node)
    case 'vouched':
      return isVouched(parts, placed)
    case 'site silent':
      return isSiteSilent(parts, placed)
    case 'plainly dead':
      return isPlainlyDead(parts, placed)
    case 'mainland':
      return hasMainland(processes)
    case 'clock':
      return true
  }
}

const runs = (of: Processes['kubelets'], node: NodeId): boolean =>
  of.get(node)?.sinceMs() !== undefined

const hasMainland = ({ cloud, kubernetes }: Processes): boolean =>
  cloud.sinceMs() !== undefined && kubernetes.sinceMs() !== undefined

function isHeard({ processes, links }: ConditionParts, node: NodeId): boolean {
  const says = runs(processes.edges, node) || runs(processes.kubelets, node)
  return hasMainland(processes) && says && bothWays(links, node)
}

/** Who hears no answer drops the connection, so one way alone is soon none. */
function bothWays(links: Links, node: NodeId): boolean {
  const { up, down } = links.wan(node)
  return up && down
}

function isPlainlyDead(parts: ConditionParts, { node, site }: PlacedNode): boolean {
  const { nodes, processes, links } = parts
  if (isAlive(processes, node) || !isCalm(processes.cloud.disk)) return false
  const peers = nodes.filter((other) => other.site === site && other.node !== node)
  const well = peers.filter(
    (peer) =>
      runs(processes.kubelets, peer.node) &&
      runs(processes.edges, peer.node) &&
      isCalm(processes.edges.get(peer.node)?.disk) &&
      isHeard(parts, peer.node) &&
      peers.every((other) => other === peer || links.lan(peer.node, other.node)),
  )
  return peers.length >= 2 && well.length === peers.length
}

/** A process that stands still is not dead. */
const isAlive = ({ edges, kubelets }: Processes, node: NodeId): boolean =>
  edges.get(node)?.isThere() === true || kubelets.get(node)?.isThere() === true

const isCalm = (disk: SimDisk | undefined): boolean =>
  disk !== undefined && !disk.mood.full && disk.mood.failingSyncs === 0 && disk.mood.slowMs === 0

/** A majority of all peers is needed to call a node dead: those that run and do not reach it. */
function isVouched(
  { nodes, processes, links }: ConditionParts,
  { node, site }: PlacedNode,
): boolean {
  if (!runs(processes.kubelets, node)) return false
  const peers = nodes.filter((other) => other.site === site && other.node !== node)
  const against = peers.filter(
    (peer) => runs(processes.edges, peer.node) && !links.lan(node, peer.node),
  )
  return 2 * against.length <= peers.length
}

function isSiteSilent({ nodes, processes, links }: ConditionParts, { site }: PlacedNode): boolean {
  const members = nodes.filter((other) => other.site === site)
  const running = members.filter(({ node }) => runs(processes.edges, node))
  const silent = running.filter(({ node }) => !bothWays(links, node))
  return (
    silent.length >= 2 && 2 * silent.length > members.length && silent.length === running.length
  )
}
