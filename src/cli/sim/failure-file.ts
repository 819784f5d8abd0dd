// Failure files: a plan that failed, with what was found and by which version, to be run again.
import { parseDocument } from 'yaml'
import type { Finding } from '../../../sim/checkers/checker.ts'
import { writePlan } from '../../../sim/plans/file/write-plan.ts'
import { seedsVersion } from '../../../sim/runs/draw-scenario.ts'
import type { Outcome } from '../../../sim/runs/run.ts'
import type { Scenario } from '../../../sim/runs/scenario.ts'

/** What a failure file says was found. */
export interface Found {
  readonly checker: string
  readonly what: string
  readonly digest: string
  /** The version of what seeds mean, and of the package. */
  readonly seeds: number
  readonly version: string
  readonly canary?: string
}

/** The text of a failure file. */
export function writeFailure(
  scenario: Scenario,
  { findings, digest }: Pick<Outcome, 'findings' | 'digest'>,
  { version, canary }: { readonly version: string; readonly canary: string | undefined },
): string {
  const [first] = findings
  const planted = canary === undefined ? {} : { canary }
  const found: Found = {
    checker: first?.checker ?? '',
    what: first?.what ?? '',
    digest,
    seeds: seedsVersion,
    version,
    ...planted,
  }
  return writePlan(scenario, { comment: tellAll(findings), found })
}

const tellAll = (findings: readonly Finding[]): string =>
  findings
    .slice(0, 10)
    .map(({ atMs, checker, what }) => `${atMs.toFixed(0)} ms, ${checker}: ${what}`)
    .join('\n')

/** What a plan file says was found; undefined for one that says nothing of the kind. */
export function foundIn(text: string): Found | undefined {
  const document = parseDocument(text)
  if (document.errors.length > 0) return undefined
  const { found } = (document.toJS() ?? {}) as { readonly found?: Partial<Found> }
  const { checker, what, digest, seeds, version, canary } = found ?? {}
  if (typeof checker !== 'string' || typeof digest !== 'string') return undefined
  const planted = canary === undefined ? {} : { canary: String(canary) }
  return {
    checker,
    digest,
    what: String(what),
    seeds: Number(seeds),
    version: String(version),
    ...planted,
  }
}
