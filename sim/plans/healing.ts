// The end of trouble for some nodes or all: their cuts heal, their disks are sound, everything of theirs runs.
import type { NodeId } from '../../src/kernel/ids.ts'
import { calm } from '../disk/mood.ts'
import type { PlacedNode } from '../world/layout.ts'
import { machine, pairsOf } from './spells.ts'
import type { Deed, Plan } from './step.ts'

/** The end of trouble as a plan, all at once. */
export const healingAt = (
  atMs: number,
  nodes: readonly PlacedNode[],
  core: readonly NodeId[],
): Plan => healing(nodes, core).map((deed) => ({ atMs, deed }))

/** What heals the mainland and a core of the nodes; what troubles the others goes on. */
function healing(nodes: readonly PlacedNode[], core: readonly NodeId[]): readonly Deed[] {
  const touched = pairsOf(nodes).filter((pair) => pair.some((node) => core.includes(node)))
  return [
    { do: 'heal', nodes: core },
    ...touched.map((between): Deed => ({ do: 'join', between })),
    ...['cloud' as const, ...core].map((of): Deed => ({ do: 'disk', of, mood: calm() })),
    { do: 'start', what: { role: 'kubernetes' } },
    { do: 'start', what: { role: 'cloud' } },
    ...core.flatMap((node) => machine(node).map((what): Deed => ({ do: 'start', what }))),
  ]
}
