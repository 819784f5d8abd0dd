// The tally of a campaign: what many runs came to.
import type { Finding } from '../checkers/checker.ts'
import { neverHit } from './sometimes.ts'

/** What one run of a campaign came to. */
export interface RunResult {
  readonly seed: string
  readonly findings: readonly Finding[]
  /** How long the core needed to agree; undefined when it never did. */
  readonly agreedAfterMs: number | undefined
  readonly virtualMs: number
  readonly cpuMs: number
  readonly events: number
  readonly nodes: number
  readonly marks: readonly (readonly [string, number])[]
  /** A shrunk plan file, where something was found. */
  readonly failure?: string
}

/** The lines of a campaign's summary. */
export function tellTally(results: readonly RunResult[], wallMs: number): readonly string[] {
  const sum = (of: (result: RunResult) => number): number =>
    results.reduce((all, result) => all + of(result), 0)
  const [cpuMs, virtualMs] = [sum(({ cpuMs }) => cpuMs), sum(({ virtualMs }) => virtualMs)]
  const failed = results.filter(({ findings }) => findings.length > 0)
  const marks = marksOf(results)
  const missed = neverHit(marks)
  return [
    `seeds            ${results.length}, ${failed.length} failed`,
    `time             ${seconds(wallMs)} s, ${perMinute(results.length, wallMs)} seeds a minute`,
    `CPU              ${seconds(cpuMs)} s, ${(virtualMs / Math.max(1, cpuMs)).toFixed(0)} virtual hours an hour of CPU`,
    `nodes            ${(sum(({ nodes }) => nodes) / Math.max(1, results.length)).toFixed(1)} a seed`,
    `events           ${sum(({ events }) => events)}`,
    `core agreed      p50 ${agreed(results, 0.5)}, p99 ${agreed(results, 0.99)} s after it was healed`,
    `happened         ${marks.size} kinds of things`,
    `never happened   ${missed.length === 0 ? 'nothing of what should' : missed.join(', ')}`,
  ]
}

/** How often each kind of thing happened in all runs, the rarest first. */
export function marksOf(results: readonly RunResult[]): ReadonlyMap<string, number> {
  const all = new Map<string, number>()
  for (const { marks } of results)
    for (const [mark, times] of marks) all.set(mark, (all.get(mark) ?? 0) + times)
  return new Map([...all].toSorted(([, a], [, b]) => a - b))
}

const seconds = (ms: number): string => (ms / 1_000).toFixed(1)

const perMinute = (count: number, ms: number): string =>
  ((count * 60_000) / Math.max(1, ms)).toFixed(0)

function agreed(results: readonly RunResult[], share: number): string {
  const all = results
    .flatMap(({ agreedAfterMs }) => (agreedAfterMs === undefined ? [] : [agreedAfterMs]))
    .toSorted((a, b) => a - b)
  const at = all[Math.min(all.length - 1, Math.floor(share * all.length))]
  return at === undefined ? '-' : seconds(at)
}
