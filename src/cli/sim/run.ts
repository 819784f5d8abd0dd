// `causeway sim run`: one world from a seed or a plan, told from its options to its digest.
import { cpuUsage } from 'node:process'
import type { Outcome } from '../../../sim/runs/run.ts'
import { tellFindings, tellOutcome } from '../../../sim/runs/tell-outcome.ts'
import { tellOptions, tellPlan } from '../../../sim/runs/tell-scenario.ts'
import type { Scenario } from '../../../sim/runs/scenario.ts'
import { Fault } from '../../kernel/fault.ts'
import { runGuarded } from './guarded-run.ts'
import { scenarioOf } from './scenario-of.ts'
import type { ScenarioAsked } from './scenario-of.ts'

/** What `sim run` takes. */
export interface RunOptions extends ScenarioAsked {
  readonly canary?: string
}

/** Runs it; what was found makes the exit code 1. */
export function simRun(options: RunOptions): void {
  failOn(runAndTell(scenarioOf(options), options.canary))
}

/** Runs a scenario and tells of it; the last line is the digest. */
export function runAndTell(scenario: Scenario, canary: string | undefined): Outcome {
  say(...tellOptions(scenario), '', 'plan', ...tellPlan(scenario).map((line) => `  ${line}`), '')
  const before = cpuUsage()
  const outcome = runGuarded(scenario, { sample: true, canary })
  const { user, system } = cpuUsage(before)
  say(...tellOutcome(scenario, outcome))
  say(`CPU time       ${((user + system) / 1e6).toFixed(1)} s, its first part run twice`, '')
  say(...tellFindings(outcome.findings))
  say(`trace sha256:${outcome.digest}`)
  return outcome
}

/** The end of a command whose run found something. */
export function failOn({ findings: { length } }: Outcome): void {
  if (length > 0)
    throw new Fault('CONFLICT', `the checkers found ${length} thing${length > 1 ? 's' : ''} wrong`)
}

const say = (...lines: readonly string[]): void =>
  lines.forEach((line) => process.stdout.write(`${line}\n`))
