// The worker processes of a campaign: each is handed a seed whenever it is done with one.
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { RunResult } from '../../../sim/runs/tally.ts'
import type { SeedAsked } from './one-seed.ts'
import { brokenRun } from './worker.ts'

/** Room for young objects: most of a world is soon needed no more, and what is copied less often costs less. */
const roomy = ['--max-semi-space-size=32']

/** Runs all that `next` hands out in `jobs` processes; each result is told as it comes. */
export async function runInWorkers(
  jobs: number,
  next: () => SeedAsked | undefined,
  each: (result: RunResult) => void,
): Promise<void> {
  await Promise.all(Array.from({ length: jobs }, () => work(next, each)))
}

/** One place of work; a process that dies is replaced, and its seed has failed. */
async function work(
  next: () => SeedAsked | undefined,
  each: (result: RunResult) => void,
): Promise<void> {
  let child: ChildProcess | undefined
  for (let asked = next(); asked !== undefined; asked = next()) {
    child ??= fork(process.argv[1] ?? '', ['sim', 'worker'], {
      execArgv: [...process.execArgv, ...roomy],
    })
    const result = await ask(child, asked)
    if (child.exitCode !== null || child.signalCode !== null) child = undefined
    each(result)
  }
  child?.disconnect()
}

function ask(child: ChildProcess, asked: SeedAsked): Promise<RunResult> {
  return new Promise((done) => {
    const died = (code: number | null, signal: string | null): void => {
      child.off('message', answered)
      done(brokenRun(asked.seed, `its process ended with ${signal ?? code}`))
    }
    const answered = (result: RunResult): void => {
      child.off('exit', died)
      done(result)
    }
    child.once('exit', died).once('message', answered)
    child.send(asked)
  })
}
