// Spells of trouble: each a way to make a simulated world worse, and what ends it.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import { calm } from '../disk/mood.ts'
import type { DiskMood } from '../disk/mood.ts'
import type { PlacedNode } from '../world/layout.ts'
import type { Cut, Deed, Target } from './step.ts'

/** A trouble and what ends it. */
export interface Spell {
  readonly begin: readonly Deed[]
  readonly end: readonly Deed[]
}

/** Draws one. */
export function drawSpell(nodes: readonly PlacedNode[], random: Random, lengthMs: number): Spell {
  const { node, site } = pick(nodes, random)
  const together = nodes.filter((one) => one.site === site).map((one) => one.node)
  const troubles: readonly (() => Spell)[] = [
    () => cut([node], drawCut(random)),
    () => cut([node], { direction: 'both', peers: false, reset: false }),
    () => cut(together, drawCut(random)),
    () => part(nodes, random),
    () => death([{ role: 'edge', node }], random),
    () => death([{ role: 'kubelet', node }], random),
    () => death(machine(node), random),
    () => death([pick(mainland, random)], random),
    () => stall(pick([...mainland, ...machine(node)], random), lengthMs),
    () => wrongClock(pick(['cloud' as const, 'kubernetes' as const, node], random), random),
    () => badDisk(pick(['cloud' as const, node], random), random),
    () => loss(node),
  ]
  return pick(troubles, random)()
}

/** What runs on a node. */
export const machine = (node: NodeId): readonly Target[] => [
  { role: 'edge', node },
  { role: 'kubelet', node },
]

/** Every two nodes of one site. */
export const pairsOf = (nodes: readonly PlacedNode[]): readonly (readonly [NodeId, NodeId])[] =>
  nodes.flatMap((a, i) =>
    nodes
      .slice(i + 1)
      .filter((b) => b.site === a.site)
      .map((b) => [a.node, b.node] as const),
  )

const mainland: readonly Target[] = [{ role: 'cloud' }, { role: 'kubernetes' }]

const pick = <T>(from: readonly T[], random: Random): T => from[random.below(from.length)] as T

const drawCut = (random: Random): Cut => ({
  direction: pick(['up', 'down', 'both'] as const, random),
  peers: random.next() < 0.4,
  reset: random.next() < 0.2,
})

const cut = (nodes: readonly NodeId[], given: Cut): Spell => ({
  begin: [{ do: 'cut', nodes, ...given }],
  end: [{ do: 'heal', nodes }],
})

function part(nodes: readonly PlacedNode[], random: Random): Spell {
  const pairs = pairsOf(nodes)
  if (pairs.length === 0) return { begin: [], end: [] }
  const between = pick(pairs, random)
  return { begin: [{ do: 'part', between }], end: [{ do: 'join', between }] }
}

function death(what: readonly Target[], random: Random): Spell {
  const how = random.next() < 0.5 ? 'process' : 'power'
  return {
    begin: what.map((target) => ({ do: 'kill', what: target, how })),
    end: what.map((target) => ({ do: 'start', what: target })),
  }
}

const stall = (what: Target, lengthMs: number): Spell => ({
  begin: [{ do: 'stall', what, forMs: Math.round(lengthMs) }],
  end: [],
})

function wrongClock(of: NodeId | 'cloud' | 'kubernetes', random: Random): Spell {
  const aheadMs = Math.round((random.next() - 0.5) * 10 ** (2 + random.below(7)))
  const right: Deed = { do: 'set-clock', of, aheadMs: 0 }
  return { begin: [{ do: 'set-clock', of, aheadMs }], end: random.next() < 0.5 ? [right] : [] }
}

function badDisk(of: NodeId | 'cloud', random: Random): Spell {
  const moods: readonly Partial<DiskMood>[] = [
    { slowMs: 5 + random.below(500) },
    { full: true },
    { failingSyncs: 1 + random.below(3) },
  ]
  const mood = pick(moods, random)
  return { begin: [{ do: 'disk', of, mood }], end: [{ do: 'disk', of, mood: calm() }] }
}

/** An agent dies and loses its disk. */
const loss = (node: NodeId): Spell => ({
  begin: [
    { do: 'kill', what: { role: 'edge', node }, how: 'power' },
    { do: 'wipe', node },
  ],
  end: [{ do: 'start', what: { role: 'edge', node } }],
})
