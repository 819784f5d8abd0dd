// The end of trouble for some nodes or all: their cuts heal, their disks are sound, everything of theirs runs.
import type { NodeId } from '../../src/kernel/ids.ts'
import { calm } from '../disk/mood.ts'
import { placeMainland, placeNodes } from '../world/layout.ts'
import { machine } from './spell.ts'
import { pairsOf } from './spells.ts'
import type { Deed, Plan } from './step.ts'

/** What a scenario says of its end. */
export interface Healed {
  readonly sites: Readonly<Record<string, number>>
  readonly replicas: number
  readonly core: readonly NodeId[]
  /** Who began with the previous version, and is of the current one in the end. */
  readonly previous: readonly NodeId[]
  readonly plan: Plan
  readonly healMs: number
}

/** The end of trouble as a plan, all at once. */
export const healingOf = (healed: Healed): Plan =>
  healing(healed).map((deed) => ({ atMs: healed.healMs, deed }))

/** Whose Nodes a plan deletes: they are there again when their kubelets begin anew. */
const deletedIn = (plan: Plan): readonly string[] =>
  plan.flatMap(({ deed }) =>
    deed.do === 'delete' && deed.object.kind === 'Node' ? [deed.object.metadata.name] : [],
  )

/** What heals the mainland and a core of the nodes; what troubles the others goes on. */
function healing({ sites, replicas, core, previous, plan }: Healed): readonly Deed[] {
  const mainland = placeMainland(replicas)
  const deleted = deletedIn(plan)
  const touched = pairsOf(placeNodes(sites)).filter((pair) =>
    pair.some((node) => core.includes(node)),
  )
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
    ...core
      .filter((node) => deleted.includes(node))
      .map((node): Deed => ({ do: 'kill', what: { role: 'kubelet', node }, how: 'process' })),
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
