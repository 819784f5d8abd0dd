// What is true of each node, whatever anybody believes: since when it runs, is heard, and cannot be called dead.
import type { NodeId } from '../../src/kernel/ids.ts'
import { createAcquaintance } from './acquaintance.ts'
import { createHolding } from './holding.ts'
import { createKnown } from './known.ts'
import { membersOf } from './layout.ts'
import { createOutages } from './outages.ts'
import { holds, isHeardBy, isWell, looked } from './seen.ts'
import type { ConditionParts, SeenParts } from './seen.ts'

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

/** The conditions of all nodes. */
export interface Conditions {
  /** Looks at everything; called whenever something may have changed. */
  readonly look: () => void
  /** The disk of a node's agent was changed. */
  readonly forget: (node: NodeId) => void
  /** For how long a condition has held without a break; -1 while it does not. */
  readonly forMs: (node: NodeId, condition: Condition) => number
}

/** Conditions that were not looked at yet. */
export function createConditions(given: ConditionParts): Conditions {
  const { now, nodes, processes } = given
  const holding = createHolding(now)
  const { note, forMs } = holding
  const known = createKnown(holding)
  const outages = createOutages(now)
  const members = membersOf(nodes)
  const hears = (observer: NodeId, of: NodeId): boolean => isHeardBy(parts, observer, of)
  const met = createAcquaintance({ now, members, hears, metMs: given.introducedMs })
  const { introduced, told } = known
  const { isOver } = outages
  const parts: SeenParts = { ...given, members, introduced, told, isMet: met.isMet, isOver }
  const named = nodes.map((placed) => ({
    placed,
    names: looked.map((condition) => ({ condition, name: `${placed.node} ${condition}` })),
  }))
  /** Since when some replica has been well: whoever holds may be replaced by it. */
  const mainlandForMs = (): number =>
    Math.max(-1, ...processes.clouds.map(({ name }) => forMs(`${name} well`)))
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
        known.look(placed, parts)
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
