// `causeway sim replay`: runs a failure file again, and says whether the same comes of it.
import { readPlan } from '../../../sim/plans/file/read-plan.ts'
import { seedsVersion } from '../../../sim/runs/draw-scenario.ts'
import type { Outcome } from '../../../sim/runs/run.ts'
import { isFault } from '../../kernel/fault.ts'
import { foundIn } from './failure-file.ts'
import type { Found } from './failure-file.ts'
import { failOn, runAndTell } from './run.ts'
import { textOf } from './scenario-of.ts'

/** What `sim replay` takes. */
export interface ReplayOptions {
  readonly report?: string
}

/** Runs it; as with `sim run`, what was found makes the exit code 1. */
export function simReplay(file: string, { report }: ReplayOptions, version: string): void {
  const text = textOf(file)
  const found = foundIn(text)
  if (found !== undefined) warn(found, version)
  const scenario = readPlan(file, text)
  if (isFault(scenario)) throw scenario
  const outcome = runAndTell(scenario, { canary: found?.canary, report })
  if (found !== undefined) process.stdout.write(`${compared(found, outcome)}\n`)
  failOn(outcome)
}

/** The same seed may tell another story in another version. */
function warn({ seeds, version: of }: Found, version: string): void {
  if (seeds === seedsVersion && of === version) return
  const [was, is] = [`causeway ${of}, seeds ${seeds}`, `causeway ${version}, seeds ${seedsVersion}`]
  process.stderr.write(`this failure was found by ${was}; this is ${is}: it may not show again\n`)
}

function compared({ checker, digest }: Found, outcome: Outcome): string {
  if (outcome.digest === digest) return 'the same story as when it was found'
  const again = outcome.findings.some((finding) => finding.checker === checker)
  return again
    ? `another story than when it was found, but again: ${checker}`
    : `another story than when it was found; not found again: ${checker}`
}
