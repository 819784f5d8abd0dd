// The report of a run: one page of HTML that needs nothing else, the same for the same run to the last byte.
import type { Outcome } from '../runs/run.ts'
import type { Scenario } from '../runs/scenario.ts'
import { tellTime } from '../runs/tell-scenario.ts'
import { placeNodes } from '../world/layout.ts'
import { drawTimeline } from './draw-timeline.ts'
import { legend } from './legend.ts'
import { rowsOf } from './rows.ts'
import { scaleOf } from './scale.ts'
import { storyOf } from './story.ts'
import { styleSheet } from './style.ts'
import { checkersTable, optionsTable, outcomeTable, planTable } from './tables.ts'
import { element, trusted } from './xml.ts'
import type { Xml } from './xml.ts'

/** Nothing is fetched and nothing runs, whatever names the plan has. */
const policy = "default-src 'none'; style-src 'unsafe-inline'"

/** The text of the page. */
export function writeReport(scenario: Scenario, outcome: Outcome): string {
  const title = `Simulated run: ${scenario.seed}`
  const head = element('head', {}, [
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('title', {}, [title]),
    element('style', {}, [trusted(styleSheet())]),
  ])
  const rows = rowsOf(storyOf(scenario, outcome))
  const { healMs } = scenario
  const body = element('body', {}, [
    element('h1', {}, [title]),
    element('p', { class: 'lead' }, [leadOf(scenario, outcome)]),
    element('p', { class: 'facts' }, factsOf(scenario, outcome)),
    drawTimeline(rows, scaleOf(outcome.endMs, scenario.pace), { healMs, ...outcome }),
    legend(),
    element('div', { class: 'tables' }, [
      outcomeTable(scenario, outcome),
      optionsTable(scenario),
      planTable(scenario),
      checkersTable(outcome),
    ]),
  ])
  return `<!DOCTYPE html>\n${element('html', { lang: 'en' }, [head, body]).xml}\n`
}

function leadOf({ sites, pods, pace }: Scenario, { endMs }: Outcome): string {
  const [nodes, places] = [placeNodes(sites).length, Object.keys(sites).length]
  return `${count(nodes, 'node')} in ${count(places, 'site')}, ${count(pods, 'pod')}, ${tellTime(endMs)} of virtual time at pace ${pace}`
}

function factsOf(
  { healMs, agreeMs }: Scenario,
  { findings, agreedMs, marks }: Outcome,
): readonly Xml[] {
  const fact = (said: string, name?: string): Xml => element('span', { class: name }, [said])
  const times = (mark: string): number => marks.get(`fact ${mark}`) ?? 0
  const evictions = marks.get('pod leaving') ?? 0
  return [
    findings.length === 0
      ? fact('the checkers found nothing', 'good')
      : fact(`the checkers found ${count(findings.length, 'thing')} wrong`, 'bad'),
    agreedMs === undefined
      ? fact(`the core did not agree within ${agreeMs / 1_000} s`, 'bad')
      : fact(
          `the core agreed ${((agreedMs - healMs) / 1_000).toFixed(1)} s after it was healed`,
          'good',
        ),
    fact(`verdicts: ${times('isolated')} isolated, ${times('failed')} failed`),
    fact(`${count(times('site-cut'), 'site cut')}`),
    fact(`${count(evictions, 'eviction')}`),
  ]
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`
