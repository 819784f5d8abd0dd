// What came of a run, told to people: a table, and what was found.
import type { Finding } from '../checkers/checker.ts'
import type { Outcome } from './run.ts'
import type { Scenario } from './scenario.ts'
import { tellTime } from './tell-scenario.ts'

/** The lines of the table. */
export function tellOutcome(scenario: Scenario, outcome: Outcome): readonly string[] {
  const { agreedMs, endMs, events, marks, findings } = outcome
  const count = (mark: string): number => marks.get(mark) ?? 0
  const facts = [...marks].filter(([mark]) => mark.startsWith('fact '))
  const deeds = [...marks].filter(([mark]) => mark.startsWith('deed '))
  const sum = (of: readonly (readonly [string, number])[]): number =>
    of.reduce((all, [, times]) => all + times, 0)
  const verdicts = ['isolated', 'failed', 'healthy'].map((one) => `${count(`fact ${one}`)} ${one}`)
  return [
    `virtual time   ${tellTime(endMs)}`,
    `events         ${events}`,
    `deeds          ${sum(deeds)}`,
    `facts          ${sum(facts)} of ${facts.length} kinds`,
    `verdicts       ${verdicts.join(', ')}`,
    `site cuts      ${count('fact site-cut')}`,
    `evictions      ${count('pod leaving')}`,
    `core agreed    ${tellAgreed(scenario, agreedMs)}`,
    `found          ${findings.length === 0 ? 'nothing' : findings.length}`,
  ]
}

/** A line a finding, the first few of each checker. */
export function tellFindings(findings: readonly Finding[]): readonly string[] {
  const most = 5
  const checkers = [...new Set(findings.map(({ checker }) => checker))]
  return checkers.flatMap((checker) => {
    const own = findings.filter((finding) => finding.checker === checker)
    const lines = own
      .slice(0, most)
      .map(({ atMs, what }) => `${tellTime(atMs)}  ${checker}: ${what}`)
    return own.length > most ? [...lines, `          and ${own.length - most} more`] : lines
  })
}

const tellAgreed = ({ healMs, agreeMs }: Scenario, agreedMs: number | undefined): string =>
  agreedMs === undefined
    ? `not within ${agreeMs / 1_000} s`
    : `after ${((agreedMs - healMs) / 1_000).toFixed(1)} s of ${agreeMs / 1_000} s`
