// What is to be seen of a node at one moment: whether it runs, who hears it, and whether it can be called dead.
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import type { NodeId, SiteId } from '../../src/kernel/ids.ts'
import type { SimDisk } from '../disk/disk.ts'
import type { BrokerMoods } from '../network/flaws.ts'
import type { Outages } from './outages.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { Links } from './links.ts'
import type { PlacedNode } from './layout.ts'
import { isFlawed, refusedMax } from './poor.ts'
import type { Processes } from './processes.ts'
import type { MachineClocks } from './machine-clocks.ts'

const nodeKind = builtinKinds.find(({ kind }) => kind === 'Node')

/** Those that are looked at for each node. */
export const looked = [
  'kubelet',
  'told',
  'heard',
  'vouched',
  'site silent',
  'introducing',
  'plainly dead',
  'clock',
] as const

/** What conditions are seen in. */
export interface ConditionParts {
  /** Whose beats have come for so long while Kubernetes has its Node is introduced for as long as it has it; whom a peer hears for so long it has met; what a node says for so long is known. */
  readonly introducedMs: number
  readonly now: () => number
  readonly nodes: readonly PlacedNode[]
  readonly processes: Processes
  readonly links: Links
  readonly clocks: MachineClocks
  readonly moods: BrokerMoods
  /** Whether kubelets are clients of their nodes' agents. */
  readonly api: boolean
}

/** One of them. */
export type Looked = (typeof looked)[number]

/** What is seen, and what was seen before. */
export interface SeenParts extends ConditionParts {
  readonly members: ReadonlyMap<SiteId, readonly PlacedNode[]>
  readonly introduced: ReadonlySet<NodeId>
  readonly told: ReadonlySet<NodeId>
  readonly isMet: (node: NodeId) => boolean
  readonly isOver: Outages['isOver']
}

const peersOf = ({ members }: SeenParts, { node, site }: PlacedNode): readonly PlacedNode[] =>
  (members.get(site) ?? []).filter((other) => other.node !== node)

/** Whether a condition holds now. */
export function holds(parts: SeenParts, placed: PlacedNode, condition: Looked): boolean {
  switch (condition) {
    case 'kubelet':
      return runs(parts.processes.kubelets, placed.node) && isRegistered(parts, placed.node)
    case 'told':
      return parts.told.has(placed.node)
    case 'heard':
      return isHeard(parts, placed.node)
    case 'vouched':
      return isVouched(parts, placed)
    case 'site silent':
      return isSiteSilent(parts, placed)
    case 'introducing':
      return isRegistered(parts, placed.node) && beatsCome(parts, placed.node)
    case 'plainly dead':
      return isPlainlyDead(parts, placed)
    case 'clock':
      return true
  }
}

/** Whether an agent or a kubelet of a node runs. */
export const runs = (of: Processes['kubelets'], node: NodeId): boolean =>
  of.get(node)?.sinceMs() !== undefined

/** Whether Kubernetes runs. */
export const isKubernetesThere = ({ processes }: ConditionParts): boolean =>
  processes.kubernetes.server() !== undefined

/** The identity of its Node, while Kubernetes is there and has one. */
export function uidOf({ processes }: ConditionParts, node: NodeId): string | undefined {
  const server = processes.kubernetes.server()
  if (server === undefined || nodeKind === undefined) return undefined
  return server.collection.get(nodeKind, undefined, node)?.metadata.uid
}

/** While Kubernetes is away nobody can tell otherwise. */
const isRegistered = (parts: ConditionParts, node: NodeId): boolean =>
  !isKubernetesThere(parts) || uidOf(parts, node) !== undefined

/** A replica that runs and can do in Kubernetes what it wants. */
export const isWell = (
  { processes, links }: ConditionParts,
  { placed, sinceMs }: CloudProcess,
): boolean =>
  processes.kubernetes.sinceMs() !== undefined &&
  processes.kubernetes.refused() <= refusedMax &&
  sinceMs() !== undefined &&
  links.good(placed.name, 'kubernetes')

const running = ({ processes }: ConditionParts): readonly CloudProcess[] =>
  processes.clouds.filter(({ sinceMs }) => sinceMs() !== undefined)

/** Whether whatever comes to the bus comes to every replica that runs, whichever decides. */
function isBusHeard(parts: ConditionParts): boolean {
  const { processes, links, moods } = parts
  if (processes.bus !== undefined && processes.bus.sinceMs() === undefined) return false
  const replicas = running(parts)
  return (
    !isFlawed(moods.of('bus')) &&
    replicas.length > 0 &&
    replicas.every(({ placed }) => processes.bus === undefined || links.good(placed.name, 'bus'))
  )
}

/** Who hears no answer drops the connection, so one way alone is soon none. */
const beatsCome = (parts: ConditionParts, node: NodeId): boolean =>
  runs(parts.processes.edges, node) && parts.links.good(node, 'bus') && isBusHeard(parts)

function renewalsCome(parts: ConditionParts, node: NodeId): boolean {
  const replicas = running(parts)
  return (
    runs(parts.processes.kubelets, node) &&
    (!parts.api || runs(parts.processes.edges, node)) &&
    parts.links.good(node, 'kubernetes') &&
    replicas.length > 0 &&
    replicas.every((cloud) => isWell(parts, cloud))
  )
}

function isPlainlyDead(parts: SeenParts, placed: PlacedNode): boolean {
  const { processes, links, moods } = parts
  const { node } = placed
  if (isAlive(processes, node) || !parts.introduced.has(node) || !parts.isMet(node)) return false
  if (!isCloudCalm(parts)) return false
  const peers = peersOf(parts, placed)
  const well = peers.filter(
    (peer) =>
      runs(processes.kubelets, peer.node) &&
      isCalm(processes.edges.get(peer.node)?.disk) &&
      beatsCome(parts, peer.node) &&
      !isFlawed(moods.of(peer.node)) &&
      peers.every((other) => other === peer || links.good(peer.node, other.node)),
  )
  return peers.length >= 2 && well.length === peers.length
}

const isHeard = (parts: ConditionParts, node: NodeId): boolean =>
  beatsCome(parts, node) || renewalsCome(parts, node)

/** Peers hand on the beats of a node whose own way is cut. */
export const wordComes = (parts: SeenParts, placed: PlacedNode): boolean =>
  isHeard(parts, placed.node) ||
  (runs(parts.processes.edges, placed.node) &&
    peersOf(parts, placed).some(
      (peer) => beatsCome(parts, peer.node) && parts.links.good(placed.node, peer.node),
    ))

/** Its reports come, and can be kept. */
export const isHeardBy = (parts: ConditionParts, observer: NodeId, of: NodeId): boolean =>
  beatsCome(parts, observer) &&
  beatsCome(parts, of) &&
  isCalm(parts.processes.edges.get(observer)?.disk) &&
  parts.links.good(observer, of) &&
  !isFlawed(parts.moods.of(of))

/** A process that stands still is not dead. */
const isAlive = ({ edges, kubelets }: Processes, node: NodeId): boolean =>
  edges.get(node)?.isThere() === true || kubelets.get(node)?.isThere() === true

const isCloudCalm = (parts: SeenParts): boolean =>
  parts.processes.bus?.isTroubled() !== true &&
  parts.processes.clouds.every(
    (cloud) => isWell(parts, cloud) && parts.isOver(cloud.name) && isCalm(cloud.disk),
  )

const isCalm = (disk: SimDisk | undefined): boolean =>
  disk !== undefined && !disk.mood.full && disk.mood.failingSyncs === 0 && disk.mood.slowMs === 0

/** A majority of all peers is needed to call a node dead: those that run and do not reach it. */
function isVouched(parts: SeenParts, placed: PlacedNode): boolean {
  const { processes, links, moods } = parts
  const { node } = placed
  if (!runs(processes.kubelets, node)) return false
  const peers = peersOf(parts, placed)
  const isReached = isFlawed(moods.of(node)) ? () => false : links.good
  const against = peers.filter(
    (peer) => runs(processes.edges, peer.node) && !isReached(node, peer.node),
  )
  return 2 * against.length <= peers.length
}

/** Nothing of its running nodes reaches the mainland. */
function isSiteSilent(
  { members: all, processes, links }: SeenParts,
  { site }: PlacedNode,
): boolean {
  const isOpen = (node: NodeId, to: 'bus' | 'kubernetes'): boolean =>
    links.open(node, to) && links.open(to, node)
  const members = all.get(site) ?? []
  const running = members.filter(({ node }) => runs(processes.edges, node))
  const silent = running.filter(({ node }) => !isOpen(node, 'bus') && !isOpen(node, 'kubernetes'))
  return (
    silent.length >= 2 && 2 * silent.length > members.length && silent.length === running.length
  )
}
