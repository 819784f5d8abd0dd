// The end of trouble for some nodes or all: their cuts heal, their disks are sound, everything of theirs runs.
import type { NodeId } from '../../src/kernel/ids.ts'
import { calm } from '../disk/mood.ts'
import type { Mainland, PlacedNode } from '../world/layout.ts'
import { machine } from './spell.ts'
import { pairsOf } from './spells.ts'
import type { Deed, Plan } from './step.ts'

/** Who is healed: the mainland, and some of all nodes. */
export interface Healed {
  readonly mainland: Mainland
  readonly nodes: readonly PlacedNode[]
  readonly core: readonly NodeId[]
  /** Who began with the previous version, and is of the current one in the end. */
  readonly previous: readonly NodeId[]
}

/** The end of trouble as a plan, all at once. */
export const healingAt = (atMs: number, healed: Healed): Plan =>
  healing(healed).map((deed) => ({ atMs, deed }))

/** What heals the mainland and a core of the nodes; what troubles the others goes on. */
function healing({ mainland, nodes, core, previous }: Healed): readonly Deed[] {
  const touched = pairsOf(nodes).filter((pair) => pair.some((node) => core.includes(node)))
  const clouds = mainland.clouds.map(({ name }) => name)
  const hasBus = mainland.logsAt !== undefined
  return [
    { do: 'heal', nodes: [...core, ...clouds, ...(hasBus ? (['bus'] as const) : [])] },
    ...touched.map((between): Deed => ({ do: 'join', between })),
    ...['bus' as const, ...core].map((of): Deed => ({ do: 'messages', of })),
    ...(hasBus ? [{ do: 'logs', how: 'current' } as const] : []),
    { do: 'api', how: 'well' },
    ...[...clouds, ...core].map((of): Deed => ({ do: 'disk', of, mood: calm() })),
    ...core.filter((node) => previous.includes(node)).flatMap(upgrade),
    { do: 'start', what: { role: 'kubernetes' } },
    ...(hasBus ? [{ do: 'start', what: { role: 'bus' } } as const] : []),
    ...clouds.map((name): Deed => ({ do: 'start', what: { role: 'cloud', name } })),
    ...core.flatMap((node) => machine(node).map((what): Deed => ({ do: 'start', what }))),
  ]
}

const upgrade = (node: NodeId): readonly Deed[] => [
  { do: 'install', node, version: 'current' },
  { do: 'kill', what: { role: 'edge', node }, how: 'process' },
]
