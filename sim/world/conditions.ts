// What is true of each node, whatever anybody believes: since when it runs, is heard, and cannot be called dead.
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import type { NodeId, SiteId } from '../../src/kernel/ids.ts'
import type { SimDisk } from '../disk/disk.ts'
import type { BrokerMoods } from '../network/flaws.ts'
import { createAcquaintance } from './acquaintance.ts'
import { createOutages } from './outages.ts'
import type { Outages } from './outages.ts'
import type { CloudProcess } from './cloud-process.ts'
import type { Links } from './links.ts'
import { membersOf } from './layout.ts'
import type { PlacedNode } from './layout.ts'
import { isFlawed, refusedMax } from './poor.ts'
import type { Processes } from './processes.ts'
import type { MachineClocks } from './machine-clocks.ts'

const nodeKind = builtinKinds.find(({ kind }) => kind === 'Node')

/** Things that are true of a node, or not. */
export type Condition =
  /** Its kubelet runs, and Kubernetes has its Node. */
  | 'kubelet'
  /** Since its kubelet runs and its Node is introduced, its word could come for a while, by itself or through a peer: that it runs is known. */
  | 'told'
  /** Its agent's beats reach the cloud, or its kubelet's renewals reach Kubernetes. */
  | 'heard'
  /** Most of its peers that run reach it, or too few run to call it dead. */
  | 'vouched'
  /** It and most of its site run and are cut off together. */
  | 'site silent'
  /** Kubernetes runs, and a replica of the cloud that reaches it. */
  | 'mainland'
  /** Kubernetes has its Node, and its agent's beats reach the cloud: its agent introduces itself. */
  | 'introducing'
  /** Its machine is dead, its Node was introduced, a peer has met it, and all who are to find that out are well: the cloud, and its peers, two or more. */
  | 'plainly dead'
  /** Its clock was not set back unseen, so that its renewals are later than those that Kubernetes knows. */
  | 'clock'

/** Those that are looked at for each node. */
const looked = [
  'kubelet',
  'told',
  'heard',
  'vouched',
  'site silent',
  'introducing',
  'plainly dead',
  'clock',
] as const

/** The conditions of all nodes. */
export interface Conditions {
  /** Looks at everything; called whenever something may have changed. */
  readonly look: () => void
  /** The disk of a node's agent was changed. */
  readonly forget: (node: NodeId) => void
  /** For how long a condition has held without a break; -1 while it does not. */
  readonly forMs: (node: NodeId, condition: Condition) => number
}

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

/** Conditions that were not looked at yet. */
export function createConditions(given: ConditionParts): Conditions {
  const since = new Map<string, number>()
  const { now, nodes, processes } = given
  const uids = new Map<NodeId, string | undefined>()
  const introduced = new Set<NodeId>()
  const told = new Set<NodeId>()
  const outages = createOutages(now)
  const members = membersOf(nodes)
  const hears = (observer: NodeId, of: NodeId): boolean => isHeardBy(parts, observer, of)
  const met = createAcquaintance({ now, members, hears, metMs: given.introducedMs })
  const { isOver } = outages
  const parts: SeenParts = { ...given, members, introduced, told, isMet: met.isMet, isOver }
  const named = nodes.map((placed) => ({
    placed,
    names: looked.map((condition) => ({ condition, name: `${placed.node} ${condition}` })),
  }))
  const forMs = (name: string): number => now() - (since.get(name) ?? now() + 1)
  const note = (name: string, holds: boolean): void => {
    if (!holds) since.delete(name)
    else if (!since.has(name)) since.set(name, now())
  }
  /** Since when some replica has been well: whoever holds may be replaced by it. */
  const mainlandForMs = (): number =>
    Math.max(-1, ...processes.clouds.map(({ name }) => forMs(`${name} well`)))
  const introduce = (node: NodeId): void => {
    if (!isKubernetesThere(parts)) return
    const uid = uidOf(parts, node)
    if (uid !== uids.get(node)) {
      uids.set(node, uid)
      introduced.delete(node)
      since.delete(`${node} introducing`)
    }
    if (forMs(`${node} introducing`) >= given.introducedMs) introduced.add(node)
  }
  const tell = (placed: PlacedNode): void => {
    const { node } = placed
    const name = `${node} telling`
    note(name, runs(processes.kubelets, node) && wordComes(parts, placed))
    if (!runs(processes.kubelets, node) || !introduced.has(node)) told.delete(node)
    else if (forMs(name) >= given.introducedMs) told.add(node)
  }
  const hasSteadyClock = (node: NodeId): boolean => {
    const setBackMs = parts.clocks.setBackMs(node)
    return setBackMs === undefined || now() - mainlandForMs() <= setBackMs
  }
  return {
    look: () => {
      met.look()
      for (const cloud of processes.clouds) {
        const well = isWell(parts, cloud)
        outages.note(cloud.name, !well)
        note(`${cloud.name} well`, well)
      }
      for (const { placed, names } of named) {
        introduce(placed.node)
        tell(placed)
        for (const { condition, name } of names) {
          const steady = condition !== 'clock' || hasSteadyClock(placed.node)
          note(name, steady && holds(parts, placed, condition))
        }
      }
    },
    forget: met.forget,
    forMs: (node, condition) =>
      condition === 'mainland' ? mainlandForMs() : forMs(`${node} ${condition}`),
  }
}

type Looked = (typeof looked)[number]

interface SeenParts extends ConditionParts {
  readonly members: ReadonlyMap<SiteId, readonly PlacedNode[]>
  readonly introduced: ReadonlySet<NodeId>
  readonly told: ReadonlySet<NodeId>
  readonly isMet: (node: NodeId) => boolean
  readonly isOver: Outages['isOver']
}

const peersOf = ({ members }: SeenParts, { node, site }: PlacedNode): readonly PlacedNode[] =>
  (members.get(site) ?? []).filter((other) => other.node !== node)

function holds(parts: SeenParts, placed: PlacedNode, condition: Looked): boolean {
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

const runs = (of: Processes['kubelets'], node: NodeId): boolean =>
  of.get(node)?.sinceMs() !== undefined

const isKubernetesThere = ({ processes }: ConditionParts): boolean =>
  processes.kubernetes.server() !== undefined

/** The identity of its Node, while Kubernetes is there and has one. */
function uidOf({ processes }: ConditionParts, node: NodeId): string | undefined {
  const server = processes.kubernetes.server()
  if (server === undefined || nodeKind === undefined) return undefined
  return server.collection.get(nodeKind, undefined, node)?.metadata.uid
}

/** While Kubernetes is away nobody can tell otherwise. */
const isRegistered = (parts: ConditionParts, node: NodeId): boolean =>
  !isKubernetesThere(parts) || uidOf(parts, node) !== undefined

/** A replica that runs and can do in Kubernetes what it wants. */
const isWell = ({ processes, links }: ConditionParts, { placed, sinceMs }: CloudProcess): boolean =>
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
const wordComes = (parts: SeenParts, placed: PlacedNode): boolean =>
  isHeard(parts, placed.node) ||
  (runs(parts.processes.edges, placed.node) &&
    peersOf(parts, placed).some(
      (peer) => beatsCome(parts, peer.node) && parts.links.good(placed.node, peer.node),
    ))

/** Its reports come, and can be kept. */
const isHeardBy = (parts: ConditionParts, observer: NodeId, of: NodeId): boolean =>
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
