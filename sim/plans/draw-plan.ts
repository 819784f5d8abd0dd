// Plans drawn at random: spells of trouble that overlap as they may, and an end at which everything is healed and runs.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { PlacedNode } from '../world/layout.ts'
import type { Cut, Deed, Plan, Step, Target } from './step.ts'

/** What a plan is drawn from. */
export interface DrawOptions {
  readonly nodes: readonly PlacedNode[]
  readonly random: Random
  /** When trouble may begin, and when all is healed. */
  readonly fromMs: number
  readonly healMs: number
  /** How many spells of trouble. */
  readonly spells: number
}

/** A trouble and what ends it. */
interface Spell {
  readonly begin: readonly Deed[]
  readonly end: readonly Deed[]
}

/** Most spells are short, some are longer than any silence or toleration at pace fast. */
const spellMs = (random: Random): number => 500 + 60_000 * random.next() ** 1.5

/** Draws a plan. */
export function drawPlan(options: DrawOptions): Plan {
  const { random, fromMs, healMs, spells } = options
  const steps = Array.from({ length: spells }, (_, i) => {
    const own = random.fork(`spell ${i}`)
    const beginMs = fromMs + own.below(healMs - fromMs)
    const endMs = Math.min(healMs, beginMs + spellMs(own))
    const { begin, end } = drawSpell(options, own)
    return [...at(beginMs, begin), ...at(endMs, end)]
  })
  return [...steps.flat(), ...at(healMs, healing(options.nodes))]
}

const at = (atMs: number, deeds: readonly Deed[]): readonly Step[] =>
  deeds.map((deed) => ({ atMs: Math.round(atMs), deed }))

function drawSpell({ nodes }: DrawOptions, random: Random): Spell {
  const { node, site } = pick(nodes, random)
  const together = nodes.filter((one) => one.site === site).map((one) => one.node)
  const troubles: readonly (() => Spell)[] = [
    () => cut([node], drawCut(random)),
    () => cut([node], { direction: 'both', peers: false, reset: false }),
    () => cut(together, drawCut(random)),
    () => death([{ role: 'edge', node }], random),
    () => death([{ role: 'kubelet', node }], random),
    () => death(machine(node), random),
    () => death([{ role: 'cloud' }], random),
    () => death([{ role: 'kubernetes' }], random),
  ]
  return pick(troubles, random)()
}

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

const machine = (node: NodeId): readonly Target[] => [
  { role: 'edge', node },
  { role: 'kubelet', node },
]

function death(what: readonly Target[], random: Random): Spell {
  const how = random.next() < 0.5 ? 'process' : 'power'
  return {
    begin: what.map((target) => ({ do: 'kill', what: target, how })),
    end: what.map((target) => ({ do: 'start', what: target })),
  }
}

/** Every cut healed, every process running. */
const healing = (nodes: readonly PlacedNode[]): readonly Deed[] => [
  { do: 'heal', nodes: nodes.map(({ node }) => node) },
  { do: 'start', what: { role: 'kubernetes' } },
  { do: 'start', what: { role: 'cloud' } },
  ...nodes.flatMap(({ node }) => machine(node).map((what): Deed => ({ do: 'start', what }))),
]
