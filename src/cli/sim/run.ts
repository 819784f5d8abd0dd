// `causeway sim run`: one world from a seed or a plan, told from its options to its digest.
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { cpuUsage } from 'node:process'
import { writeReport } from '../../../sim/report/page.ts'
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
  /** Where a report goes. */
  readonly report?: string
}

/** Runs it; what was found makes the exit code 1. */
export function simRun(options: RunOptions): void {
  failOn(runAndTell(scenarioOf(options), options))
}

/** How a scenario is run and told of. */
export interface TellAsked {
  readonly canary?: string | undefined
  readonly report?: string | undefined
}

/** Runs a scenario and tells of it; the last line is the digest. */
export function runAndTell(scenario: Scenario, { canary, report }: TellAsked): Outcome {
  const save = report === undefined ? undefined : openReport(report)
  say(...tellOptions(scenario), '', 'plan', ...tellPlan(scenario).map((line) => `  ${line}`), '')
  const before = cpuUsage()
  const outcome = runGuarded(scenario, { sample: true, canary })
  const { user, system } = cpuUsage(before)
  say(...tellOutcome(scenario, outcome))
  say(`CPU time       ${((user + system) / 1e6).toFixed(1)} s, its first part run twice`, '')
  say(...tellFindings(outcome.findings))
  save?.(writeReport(scenario, outcome))
  say(`trace sha256:${outcome.digest}`)
  return outcome
}

/** Opens the file before the run, so that none is run in vain; what comes back writes it. */
function openReport(file: string): (text: string) => void {
  try {
    const opened = openSync(file, 'w')
    return (text) => {
      writeFileSync(opened, text)
      closeSync(opened)
      say(`report         ${file}`, '')
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Fault('CONFIG_INVALID', `expected to write the report to ${file}, came ${code}`)
  }
}

/** The end of a command whose run found something. */
export function failOn({ findings: { length } }: Outcome): void {
  if (length > 0)
    throw new Fault('CONFLICT', `the checkers found ${length} thing${length > 1 ? 's' : ''} wrong`)
}

const say = (...lines: readonly string[]): void =>
  lines.forEach((line) => process.stdout.write(`${line}\n`))
