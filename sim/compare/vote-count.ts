// How a voter of SuperEdge's edge-health counts.
import type { NodeId } from '../../src/kernel/ids.ts'

/** What one node found of each node of its group: whether it is well. */
export type Report = ReadonlyMap<NodeId, boolean>

/**
 * What the reports say of a node; undefined leaves it as it was. Needed is a strict majority of the whole group,
 * whoever is there to vote, and a voter that has only its own report says nothing.
 */
export function countVotes(
  groupSize: number,
  reports: readonly Report[],
  subject: NodeId,
): boolean | undefined {
  if (reports.length <= 1) return undefined
  const needed = (groupSize + 1) / 2
  const votes = reports.map((found) => found.get(subject)).filter((vote) => vote !== undefined)
  const yes = votes.filter(Boolean).length
  if (yes >= needed) return true
  return votes.length - yes >= needed ? false : undefined
}
