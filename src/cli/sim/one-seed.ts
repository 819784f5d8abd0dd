// One seed of a campaign: run, measured, and shrunk where something was found.
import { cpuUsage } from 'node:process'
import { drawScenario } from '../../../sim/runs/draw-scenario.ts'
import { shrink } from '../../../sim/runs/shrink.ts'
import type { RunResult } from '../../../sim/runs/tally.ts'
import { writeFailure } from './failure-file.ts'
import { runGuarded } from './guarded-run.ts'

/** What a campaign asks of each seed. */
export interface SeedAsked {
  readonly seed: string
  /** The bug that is planted, if any. */
  readonly canary: string | undefined
  readonly sample: boolean
  /** How many runs may be spent on shrinking. */
  readonly shrinkRuns: number
  readonly version: string
}

/** Runs it. */
export function runSeed({ seed, canary, sample, shrinkRuns, version }: SeedAsked): RunResult {
  const scenario = drawScenario(seed)
  const before = cpuUsage()
  const outcome = runGuarded(scenario, { sample, canary })
  const { user, system } = cpuUsage(before)
  const { findings, agreedMs, endMs, events, marks } = outcome
  const result = {
    seed,
    findings,
    agreedAfterMs: agreedMs === undefined ? undefined : agreedMs - scenario.healMs,
    virtualMs: endMs,
    cpuMs: (user + system) / 1_000,
    events,
    nodes: Object.values(scenario.sites).reduce((sum, count) => sum + count, 0),
    marks: [...marks],
  }
  const [first] = findings
  if (first === undefined) return result
  const small = shrink(
    scenario,
    (candidate) =>
      runGuarded(candidate, { sample: false, canary }).findings.some(
        ({ checker }) => checker === first.checker,
      ),
    shrinkRuns,
  )
  const again = runGuarded(small, { sample: false, canary })
  return { ...result, failure: writeFailure(small, again, { version, canary }) }
}
