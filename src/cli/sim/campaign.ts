// `causeway sim campaign`: many seeds in several processes, a summary, and a file for each failure.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { availableParallelism } from 'node:os'
import { marksOf, tellTally } from '../../../sim/runs/tally.ts'
import type { RunResult } from '../../../sim/runs/tally.ts'
import { tellFindings } from '../../../sim/runs/tell-outcome.ts'
import { Fault } from '../../kernel/fault.ts'
import { canaryOf } from './guarded-run.ts'
import { progressOf } from './progress.ts'
import type { SeedAsked } from './one-seed.ts'
import { wholeNumber } from './whole-number.ts'
import { runInWorkers } from './workers.ts'

/** What `sim campaign` takes. */
export interface CampaignOptions {
  readonly seeds: string
  readonly from: string
  readonly jobs?: string
  readonly failures: string
  /** How many runs may be spent on shrinking each failure. */
  readonly shrink: string
  readonly canary?: string
  readonly marks?: true
}

/** Every so many seeds the first part of one is run twice. */
const sampleEvery = 8

/** Runs it; failures make the exit code 1. */
export async function simCampaign(options: CampaignOptions, version: string): Promise<void> {
  const count = wholeNumber('--seeds', options.seeds)
  const jobs = wholeNumber('--jobs', options.jobs ?? String(availableParallelism()))
  const from = wholeNumber('--from', options.from, 0)
  const shrinkRuns = wholeNumber('--shrink', options.shrink, 0)
  const { canary, failures } = options
  if (canary !== undefined) canaryOf(canary)
  let at = from
  const next = (): SeedAsked | undefined => {
    if (at >= from + count) return undefined
    const seed = at++
    return { seed: String(seed), canary, sample: seed % sampleEvery === 0, shrinkRuns, version }
  }
  const progress = progressOf(count, 'seeds')
  const results: RunResult[] = []
  const began = performance.now()
  await runInWorkers(Math.min(jobs, count), next, (result) => {
    results.push(result)
    const failed = result.findings.length > 0
    progress.step(failed)
    if (failed) tellFailure(result, failures, canary)
  })
  progress.end()
  const failed = results.filter(({ findings }) => findings.length > 0)
  if (options.marks) for (const [mark, times] of marksOf(results)) say(`${times}  ${mark}`)
  say(...tellTally(results, performance.now() - began))
  if (failed.length > 0)
    throw new Fault('CONFLICT', `${failed.length} of ${count} seeds failed; ${failures} has them`)
}

function tellFailure(result: RunResult, folder: string, canary: string | undefined): void {
  const { seed, findings, failure } = result
  say(`seed ${seed} failed:`, ...tellFindings(findings))
  const planted = canary === undefined ? '' : ` --canary "${canary}"`
  if (failure === undefined) return say(`again: causeway sim run --seed ${seed}${planted}`, '')
  const file = join(folder, `seed-${seed}.yaml`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, failure)
  say('shrunk to', failure.trimEnd())
  say(`again: causeway sim replay ${file}, or whole: causeway sim run --seed ${seed}${planted}`, '')
}

const say = (...lines: readonly string[]): void =>
  lines.forEach((line) => process.stdout.write(`${line}\n`))
