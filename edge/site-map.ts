// A node's site as it was assigned: who its members are, who observes whom, and whom this node hears.
import { assignObservers, subjectsOf } from '../src/health/observers.ts'
import type { Assignment, Member } from '../src/health/words.ts'
import type { NodeId } from '../src/kernel/ids.ts'

/** One assignment, worked out for one node. */
export interface SiteMap {
  /** All members but the node itself. */
  readonly peers: ReadonlyMap<NodeId, Member>
  readonly observers: (of: NodeId) => readonly NodeId[]
  /** The peers that this node observes. */
  readonly subjects: readonly Member[]
}

/** The site of a node without an assignment: itself alone. */
export const noSite: SiteMap = {
  peers: new Map(),
  observers: () => [],
  subjects: [],
}

/** Works out an assignment. */
export function mapSite(self: NodeId, { members }: Assignment, observersMax: number): SiteMap {
  const nodes = members.map((member) => member.node)
  const observers = assignObservers(nodes, observersMax)
  const peers = new Map(
    members.filter(({ node }) => node !== self).map((member) => [member.node, member]),
  )
  return {
    peers,
    observers: (of) => observers.get(of) ?? [],
    subjects: subjectsOf(observers, self).flatMap((node) => peers.get(node) ?? []),
  }
}
