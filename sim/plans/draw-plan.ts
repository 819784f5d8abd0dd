// Plans drawn at random: spells of trouble that overlap as they may.
import type { Random } from '../../src/kernel/random.ts'
import type { Mainland, PlacedNode } from '../world/layout.ts'
import { drawSpell } from './spells.ts'
import type { Trouble } from './spells.ts'
import type { Deed, Plan, Step } from './step.ts'

/** What a plan is drawn from. */
export interface DrawOptions {
  readonly nodes: readonly PlacedNode[]
  readonly mainland: Mainland
  readonly random: Random
  /** When trouble may begin, and when it ends at the latest. */
  readonly fromMs: number
  readonly toMs: number
  /** How many spells of trouble, and of which kinds. */
  readonly spells: number
  readonly troubles: readonly Trouble[]
}

/** Most spells are short, some are longer than any silence or toleration at pace fast. */
const spellMs = (random: Random): number => 500 + 60_000 * random.next() ** 1.5

/** A plan, and of which kind each of its spells is. */
export interface DrawnPlan {
  readonly plan: Plan
  readonly kinds: readonly Trouble[]
}

/** Draws a plan. Some spells have no end of their own: whoever heals the world ends them. */
export function drawPlan({ random, fromMs, toMs, ...options }: DrawOptions): DrawnPlan {
  const { nodes, mainland, troubles } = options
  const kinds = Array.from(
    { length: options.spells },
    () => troubles[random.below(troubles.length)],
  )
  const steps = kinds.flatMap((kind, spell) => {
    if (kind === undefined) return []
    const own = random.fork(`spell ${spell}`)
    const beginMs = fromMs + own.below(toMs - fromMs)
    const lengthMs = spellMs(own)
    const endMs = beginMs + lengthMs
    const ownMs = Math.min(lengthMs, toMs - beginMs)
    const drawn = drawSpell(kind, { nodes, mainland, random: own, lengthMs: ownMs })
    const at = (atMs: number, deed: Deed): Step => ({ atMs: Math.round(atMs), deed, spell })
    const { begin, end, between = [] } = drawn
    return [
      ...begin.map((deed) => at(beginMs, deed)),
      ...between.map(({ afterMs, deed }) => at(beginMs + afterMs, deed)),
      ...(endMs < toMs ? end.map((deed) => at(endMs, deed)) : []),
    ]
  })
  return { plan: steps, kinds: kinds.filter((kind) => kind !== undefined) }
}
