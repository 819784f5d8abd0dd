// What can be known of nodes: whether their Nodes are introduced, and whether their kubelets run.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Holding } from './holding.ts'
import type { PlacedNode } from './layout.ts'
import { isKubernetesThere, runs, uidOf, wordComes } from './seen.ts'
import type { SeenParts } from './seen.ts'

/** What is known. */
export interface Known {
  /** Nodes whose beats came long enough while Kubernetes had their Node as it is now. */
  readonly introduced: ReadonlySet<NodeId>
  /** Introduced nodes whose word could come long enough since their kubelet runs. */
  readonly told: ReadonlySet<NodeId>
  /** Looks at one; called whenever something may have changed. */
  readonly look: (placed: PlacedNode, parts: SeenParts) => void
}

/** Nothing is known yet; `holding` says for how long a node has been `introducing` itself. */
export function createKnown(holding: Holding): Known {
  const uids = new Map<NodeId, string | undefined>()
  const introduced = new Set<NodeId>()
  const told = new Set<NodeId>()
  const introduce = (node: NodeId, parts: SeenParts): void => {
    if (!isKubernetesThere(parts)) return
    const uid = uidOf(parts, node)
    if (uid !== uids.get(node)) {
      uids.set(node, uid)
      introduced.delete(node)
      holding.note(`${node} introducing`, false)
    }
    if (holding.forMs(`${node} introducing`) >= parts.introducedMs) introduced.add(node)
  }
  const tell = (placed: PlacedNode, parts: SeenParts): void => {
    const { node } = placed
    const doesRun = runs(parts.processes.kubelets, node)
    holding.note(`${node} telling`, doesRun && wordComes(parts, placed))
    if (!doesRun || !introduced.has(node)) told.delete(node)
    else if (holding.forMs(`${node} telling`) >= parts.introducedMs) told.add(node)
  }
  return {
    introduced,
    told,
    look: (placed, parts) => {
      introduce(placed.node, parts)
      tell(placed, parts)
    },
  }
}
