// A spell of trouble, and what spells are drawn from.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { Mainland, PlacedNode } from '../world/layout.ts'
import type { Deed, Target } from './step.ts'

/** A trouble and what ends it; between them it may come and go. */
export interface Spell {
  readonly begin: readonly Deed[]
  readonly end: readonly Deed[]
  readonly between?: readonly Later[]
}

/** A deed, so long after the spell began. */
export interface Later {
  readonly afterMs: number
  readonly deed: Deed
}

/** What a spell is drawn from; `node` is whom it befalls, `together` its site. */
export interface Draw {
  readonly nodes: readonly PlacedNode[]
  readonly mainland: Mainland
  readonly node: NodeId
  readonly together: readonly NodeId[]
  readonly random: Random
  readonly lengthMs: number
}

/** One of some. */
export const pick = <T>(from: readonly T[], random: Random): T =>
  from[random.below(from.length)] as T

/** What runs on a node. */
export const machine = (node: NodeId): readonly Target[] => [
  { role: 'edge', node },
  { role: 'kubelet', node },
]

/** What runs on the mainland. */
export const mainlandTargets = ({ clouds, logsAt }: Mainland): readonly Target[] => [
  ...clouds.map(({ name }) => ({ role: 'cloud', name }) as const),
  ...(logsAt === undefined ? [] : [{ role: 'bus' } as const]),
  { role: 'kubernetes' },
]
