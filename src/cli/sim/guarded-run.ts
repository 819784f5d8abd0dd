// A run under the guard, measured, with its sample compared: what every command runs.
import { sha256 } from '../../../bus/adapters/node-keyring.ts'
import { beginRun, sampleOf } from '../../../sim/runs/run.ts'
import type { Outcome } from '../../../sim/runs/run.ts'
import type { Scenario } from '../../../sim/runs/scenario.ts'
import { guarded } from './guard.ts'

/** How a scenario is run. */
export interface RunAsked {
  /** Whether its first part is run a second time, which must tell the same story. */
  readonly sample: boolean
}

/** Runs a scenario to its end. */
export function runGuarded(scenario: Scenario, { sample }: RunAsked): Outcome {
  return guarded(() => {
    const outcome = beginRun(scenario, sha256).finish()
    if (!sample) return outcome
    const again = sampleOf(scenario, sha256)
    if (again.digest === outcome.sample.digest) return outcome
    const what = `expected ${outcome.sample.digest} at ${again.atMs} ms, got ${again.digest}`
    const finding = { atMs: again.atMs, checker: 'same story', what }
    return { ...outcome, findings: [...outcome.findings, finding] }
  })
}
