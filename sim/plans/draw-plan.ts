// Plans drawn at random: spells of trouble that overlap as they may, and an end at which everything is healed and runs.
import type { Random } from '../../src/kernel/random.ts'
import type { PlacedNode } from '../world/layout.ts'
import { calm } from '../disk/mood.ts'
import { drawSpell, machine, pairsOf } from './spells.ts'
import type { Deed, Plan, Step } from './step.ts'

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

/** Most spells are short, some are longer than any silence or toleration at pace fast. */
const spellMs = (random: Random): number => 500 + 60_000 * random.next() ** 1.5

/** Draws a plan. */
export function drawPlan(options: DrawOptions): Plan {
  const { random, fromMs, healMs, spells } = options
  const steps = Array.from({ length: spells }, (_, i) => {
    const own = random.fork(`spell ${i}`)
    const beginMs = fromMs + own.below(healMs - fromMs)
    const lengthMs = Math.min(healMs - beginMs, spellMs(own))
    const { begin, end } = drawSpell(options.nodes, own, lengthMs)
    return [...at(beginMs, begin), ...at(beginMs + lengthMs, end)]
  })
  return [...steps.flat(), ...at(healMs, healing(options.nodes))]
}

const at = (atMs: number, deeds: readonly Deed[]): readonly Step[] =>
  deeds.map((deed) => ({ atMs: Math.round(atMs), deed }))

/** Every cut healed, every disk sound, every process running. */
const healing = (nodes: readonly PlacedNode[]): readonly Deed[] => [
  { do: 'heal', nodes: nodes.map(({ node }) => node) },
  ...pairsOf(nodes).map((between): Deed => ({ do: 'join', between })),
  ...['cloud' as const, ...nodes.map(({ node }) => node)].map((of): Deed => ({
    do: 'disk',
    of,
    mood: calm(),
  })),
  { do: 'start', what: { role: 'kubernetes' } },
  { do: 'start', what: { role: 'cloud' } },
  ...nodes.flatMap(({ node }) => machine(node).map((what): Deed => ({ do: 'start', what }))),
]
