// The scenario that a command is asked for: drawn from a seed, a plan file, or one of the ready ones.
import { readdirSync, readFileSync } from 'node:fs'
import { readPlan } from '../../../sim/plans/file/read-plan.ts'
import { drawScenario } from '../../../sim/runs/draw-scenario.ts'
import type { Scenario } from '../../../sim/runs/scenario.ts'
import { Fault, isFault } from '../../kernel/fault.ts'
import { UsageError } from '../exit.ts'

/** Where the ready ones lie, in the sources and in the built package alike. */
const readyFolder = new URL('../../../sim/scenarios/', import.meta.url)

/** What `sim run` was asked for. */
export interface ScenarioAsked {
  readonly seed?: string
  readonly plan?: string
}

/** Draws or reads it; with both, the seed of the plan is another one. */
export function scenarioOf({ seed, plan }: ScenarioAsked): Scenario {
  if (plan === undefined) {
    if (seed === undefined) throw new UsageError('expected --seed N or --plan FILE, came neither')
    return drawScenario(seed)
  }
  const read = readPlan(plan, textOf(plan))
  if (isFault(read)) throw read
  return seed === undefined ? read : { ...read, seed }
}

/** The names of the ready scenarios. */
export const readyScenarios = (): readonly string[] =>
  readdirSync(readyFolder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .toSorted()

/** The text of a plan file, or of a ready scenario by its name. */
export function textOf(plan: string): string {
  const at = readyScenarios().includes(plan) ? new URL(`${plan}.yaml`, readyFolder) : plan
  try {
    return readFileSync(at, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const expected = `expected a plan file or one of ${readyScenarios().join(', ')}`
    throw new Fault('CONFIG_INVALID', `${plan}: ${expected}, came ${code}`)
  }
}
