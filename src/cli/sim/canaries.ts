// `causeway sim canaries`: within how many seeds each planted bug is found by its checker, measured anew.
import { canaries } from '../../../sim/canaries/canaries.ts'
import type { Canary } from '../../../sim/canaries/canary.ts'
import { drawScenario } from '../../../sim/runs/draw-scenario.ts'
import { Fault } from '../../kernel/fault.ts'
import { canaryOf, runGuarded } from './guarded-run.ts'
import { wholeNumber } from './whole-number.ts'

/** What `sim canaries` takes. */
export interface CanariesOptions {
  /** How many seeds each is given. */
  readonly seeds: string
  /** One alone. */
  readonly canary?: string
}

/** Runs seeds from 0 on with each bug; one that is not found as soon as is stated makes the exit code 1. */
export function simCanaries(options: CanariesOptions): void {
  const max = wholeNumber('--seeds', options.seeds)
  const chosen = options.canary === undefined ? canaries : [canaryOf(options.canary)]
  say(row('canary', 'found by', 'within seeds', 'stated'))
  const late = chosen.filter((canary) => {
    const found = foundWithin(canary, max)
    const { name, checker, seeds } = canary
    say(row(name, checker, found === undefined ? `not in ${max}` : String(found), String(seeds)))
    return found === undefined || found > seeds
  })
  if (late.length > 0)
    throw new Fault(
      'CONFLICT',
      `expected each within its stated seeds, not so: ${late.map(({ name }) => name).join(', ')}`,
    )
}

/** How many seeds it takes until the checker names it. */
function foundWithin({ name, checker }: Canary, max: number): number | undefined {
  for (let seed = 0; seed < max; seed++) {
    const sample = checker === 'same story'
    const { findings } = runGuarded(drawScenario(seed), { sample, canary: name })
    if (findings.some((finding) => finding.checker === checker)) return seed + 1
  }
  return undefined
}

const row = (...columns: readonly string[]): string =>
  columns
    .map((text) => text.padEnd(20))
    .join('')
    .trimEnd()

const say = (line: string): void => void process.stdout.write(`${line}\n`)
