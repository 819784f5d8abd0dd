// A worker of a campaign: a process that runs the seeds it is handed, one after another.
import type { RunResult } from '../../../sim/runs/tally.ts'
import { messageOf } from '../exit.ts'
import { runSeed } from './one-seed.ts'
import type { SeedAsked } from './one-seed.ts'

/** Serves until the campaign's process lets go. */
export function simWorker(): void {
  process.on('message', (asked: SeedAsked) => process.send?.(outcomeOf(asked)))
  process.on('disconnect', () => process.exit(0))
}

function outcomeOf(asked: SeedAsked): RunResult {
  try {
    return runSeed(asked)
  } catch (error) {
    return brokenRun(asked.seed, messageOf(error))
  }
}

/** The result of a run that could not end. */
export const brokenRun = (seed: string, what: string): RunResult => ({
  seed,
  findings: [{ atMs: 0, checker: 'runs end', what }],
  agreedAfterMs: undefined,
  virtualMs: 0,
  cpuMs: 0,
  events: 0,
  nodes: 0,
  marks: [],
})
