// A run under the guard, with its sample compared: what every command runs.
import { sha256 } from '../../../bus/adapters/node-keyring.ts'
import { canaries } from '../../../sim/canaries/canaries.ts'
import type { Canary } from '../../../sim/canaries/canary.ts'
import { beginRun, sampleOf } from '../../../sim/runs/run.ts'
import type { Outcome } from '../../../sim/runs/run.ts'
import type { Scenario } from '../../../sim/runs/scenario.ts'
import { UsageError } from '../exit.ts'
import { guarded } from './guard.ts'

/** How a scenario is run. */
export interface RunAsked {
  /** Whether its first part is run a second time, which must tell the same story. */
  readonly sample: boolean
  /** The name of a bug that is planted. */
  readonly canary: string | undefined
}

/** Runs a scenario to its end. */
export function runGuarded(scenario: Scenario, asked: RunAsked): Outcome {
  const canary = asked.canary === undefined ? undefined : canaryOf(asked.canary)
  return guarded(() => {
    const outcome = beginRun(scenario, sha256, { canary }).finish()
    if (!asked.sample) return outcome
    const again = sampleOf(scenario, sha256, { canary })
    if (again.digest === outcome.sample.digest) return outcome
    const what = `expected ${outcome.sample.digest} at ${again.atMs} ms, got ${again.digest}`
    const finding = { atMs: again.atMs, checker: 'same story', what }
    return { ...outcome, findings: [...outcome.findings, finding] }
  })
}

/** A canary by its name. */
export function canaryOf(name: string): Canary {
  const known = canaries.find((canary) => canary.name === name)
  if (known !== undefined) return known
  const names = canaries.map((canary) => `"${canary.name}"`).join(', ')
  throw new UsageError(`expected a canary, one of ${names}, came "${name}"`)
}
