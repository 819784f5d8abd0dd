// The tables of a report: what the world was made of, its plan, what came of it, and what the checkers say.
import type { Outcome } from '../runs/run.ts'
import type { Scenario } from '../runs/scenario.ts'
import { tellOutcome } from '../runs/tell-outcome.ts'
import { tellOptions, tellPlan, tellTime } from '../runs/tell-scenario.ts'
import { element } from './xml.ts'
import type { Xml } from './xml.ts'

type Row = readonly (Xml | string)[]

/** Its options. */
export const optionsTable = (scenario: Scenario): Xml =>
  table('Options', tellOptions(scenario).map(split))

/** Its plan, as steps. */
export const planTable = (scenario: Scenario): Xml =>
  table('Plan', tellPlan(scenario).map(split), 'steps')

/** What came of it; the digest names the whole story. */
export const outcomeTable = (scenario: Scenario, outcome: Outcome): Xml =>
  table('Outcome', [
    ...tellOutcome(scenario, outcome).map(split),
    ['trace', element('code', {}, [`sha256:${outcome.digest}`])],
  ])

/** What each checker says; those that found something come first, with all they found. */
export function checkersTable({ checkers, findings }: Outcome): Xml {
  const names = [...new Set([...findings.map(({ checker }) => checker), ...checkers])]
  const rows = names.map((name): Row => {
    const own = findings.filter(({ checker }) => checker === name)
    if (own.length === 0) return [name, 'nothing']
    const told = own.map(({ atMs, what }) => element('p', {}, [`${tellTime(atMs)}  ${what}`]))
    return [name, element('div', { class: 'wrong' }, told)]
  })
  return table('What the checkers found', rows)
}

/** A line of a table for terminals: its name ends where two spaces begin. */
function split(line: string): Row {
  const at = line.indexOf('  ')
  return at < 0 ? [line] : [line.slice(0, at), line.slice(at).trim()]
}

const table = (title: string, rows: readonly Row[], name?: string): Xml =>
  element('section', {}, [
    element('h2', {}, [title]),
    element('table', { class: name }, [
      element(
        'tbody',
        {},
        rows.map((cells) =>
          element(
            'tr',
            {},
            cells.map((cell) => element('td', {}, [cell])),
          ),
        ),
      ),
    ]),
  ])
