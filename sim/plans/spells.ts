// Spells of trouble: each a way to make a simulated world worse, and what ends it.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import { calm } from '../disk/mood.ts'
import type { DiskMood } from '../disk/mood.ts'
import type { PlacedNode } from '../world/layout.ts'
import type { Cut, Deed, Target } from './step.ts'

/** A trouble and what ends it; between them it may come and go. */
export interface Spell {
  readonly begin: readonly Deed[]
  readonly end: readonly Deed[]
  readonly between?: readonly { readonly afterMs: number; readonly deed: Deed }[]
}

/** What a spell is drawn from; `node` is whom it befalls, `together` its site. */
interface Draw {
  readonly nodes: readonly PlacedNode[]
  readonly node: NodeId
  readonly together: readonly NodeId[]
  readonly random: Random
  readonly lengthMs: number
}

const silently: Cut = { direction: 'both', peers: false, reset: false }

/** Every kind of trouble, by its name. */
const kinds = {
  'odd cut': ({ node, random }: Draw) => cut([node], drawCut(random)),
  cut: ({ node }: Draw) => cut([node], silently),
  'site cut': ({ together, random }: Draw) => cut(together, drawCut(random)),
  'all cut': ({ nodes, random }: Draw) =>
    cut(
      nodes.map(({ node }) => node),
      { ...drawCut(random), peers: false },
    ),
  flapping: ({ node, lengthMs }: Draw) => flapping(node, lengthMs),
  parted: ({ nodes, random }: Draw) => part(nodes, random),
  'agent dead': ({ node, random }: Draw) => death([{ role: 'edge', node }], random),
  'kubelet dead': ({ node, random }: Draw) => death([{ role: 'kubelet', node }], random),
  'machine dead': ({ node, random }: Draw) => death(machine(node), random),
  'machine gone': ({ node, random }: Draw) => ({ ...death(machine(node), random), end: [] }),
  'mainland dead': ({ random }: Draw) => death([pick(mainland, random)], random),
  stall: ({ node, random, lengthMs }: Draw) =>
    stall(pick([...mainland, ...machine(node)], random), lengthMs),
  'wrong clock': ({ node, random }: Draw) =>
    wrongClock(pick(['cloud' as const, 'kubernetes' as const, node], random), random),
  'bad disk': ({ node, random }: Draw) => badDisk(pick(['cloud' as const, node], random), random),
  'disk lost': ({ node }: Draw) => loss(node),
} as const satisfies Record<string, (draw: Draw) => Spell>

/** A kind of trouble. */
export type Trouble = keyof typeof kinds

/** All of them. */
export const troubles = Object.keys(kinds) as readonly Trouble[]

/** Draws one of a kind. */
export function drawSpell(
  kind: Trouble,
  nodes: readonly PlacedNode[],
  random: Random,
  lengthMs: number,
): Spell {
  const { node, site } = pick(nodes, random)
  const together = nodes.filter((one) => one.site === site).map((one) => one.node)
  return kinds[kind]({ nodes, node, together, random, lengthMs })
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

/** Ten times away and back. */
function flapping(node: NodeId, lengthMs: number): Spell {
  const { begin, end } = cut([node], silently)
  const between = Array.from({ length: 19 }, (_, i) => ({
    afterMs: ((i + 1) * lengthMs) / 20,
    deeds: i % 2 === 0 ? end : begin,
  })).flatMap(({ afterMs, deeds }) => deeds.map((deed) => ({ afterMs, deed })))
  return { begin, end, between }
}

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
  const mood = { ...calm(), ...pick(moods, random) }
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
