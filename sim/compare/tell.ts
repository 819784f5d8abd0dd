// The comparison as tables of Markdown that align: what each detector costs, and how it fares in each incident.
import type { Seen } from './seen.ts'
import { comparedNodes, comparedTimes } from './setting.ts'

/** What was seen of one detector in one trial of an incident. */
export interface Result {
  readonly incident: string
  readonly detector: string
  readonly seen: Seen
}

/** The lines of all tables. */
export function tellComparison(results: readonly Result[]): readonly string[] {
  return [
    'messages and bytes a node and second, at rest',
    '',
    ...tellCosts(results),
    ...each(results, 'false evictions a node-year (an incident)', tellEvictions),
    ...each(results, 'a crash meanwhile is found, p50 / p99', tellFound),
    ...each(results, 'verdict changes an incident', tellChanges),
  ]
}

function tellCosts(results: readonly Result[]): readonly string[] {
  const rows = detectorsOf(results).map((detector) => {
    const seen = results.filter((one) => one.detector === detector).map((one) => one.seen)
    const [messages, bytes] = [mean(seen, messagesOf), mean(seen, bytesOf)]
    return [detector, messages.toFixed(2), bytes.toFixed(0)]
  })
  return table([['detector', 'messages', 'bytes'], ...rows])
}

/** One number of each detector in each incident. */
function each(
  results: readonly Result[],
  title: string,
  tell: (seen: readonly Seen[]) => string,
): readonly string[] {
  const detectors = detectorsOf(results)
  const incidents = [...new Set(results.map(({ incident }) => incident))]
  const rows = incidents.map((incident) => [
    incident,
    ...detectors.map((detector) => {
      const of = results.filter((one) => one.incident === incident && one.detector === detector)
      return tell(of.map(({ seen }) => seen))
    }),
  ])
  return ['', title, '', ...table([['', ...detectors], ...rows])]
}

const detectorsOf = (results: readonly Result[]): readonly string[] => [
  ...new Set(results.map(({ detector }) => detector)),
]

const messagesOf = ({ traffic }: Seen): number => traffic.messages
const bytesOf = ({ traffic }: Seen): number => traffic.bytes

const yearMs = 31_557_600_000

/** As if one such incident followed the other. */
function tellEvictions(seen: readonly Seen[]): string {
  const evictions = mean(calm(seen), ({ falseEvictions }) => falseEvictions)
  const { beginMs, endMs } = comparedTimes
  const aYear = (evictions * yearMs) / (endMs - beginMs) / comparedNodes.length
  if (evictions === 0) return '0'
  return `${Math.round(aYear).toLocaleString('en-US')} (${evictions.toFixed(2)})`
}

const tellChanges = (seen: readonly Seen[]): string =>
  mean(calm(seen), ({ verdictChanges }) => verdictChanges).toFixed(1)

/** Trials without a crash, in which whatever is said of a node is said of a living one. */
const calm = (seen: readonly Seen[]): readonly Seen[] =>
  seen.filter(({ foundMs }) => foundMs === undefined)

function tellFound(seen: readonly Seen[]): string {
  const found = seen.flatMap(({ foundMs }) => (foundMs === undefined ? [] : [foundMs]))
  const rank = (ms: number | 'before'): number => (ms === 'before' ? -1 : ms)
  const sorted = found.toSorted((a, b) => rank(a) - rank(b))
  const at = (share: number): string =>
    tellTime(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))])
  return `${at(0.5)} / ${at(0.99)}`
}

function tellTime(ms: number | 'before' | undefined): string {
  if (ms === undefined) return '-'
  if (ms === 'before') return ms
  return ms === Infinity ? 'never' : `${(ms / 1_000).toFixed(1)} s`
}

const mean = (seen: readonly Seen[], of: (one: Seen) => number): number =>
  seen.reduce((sum, one) => sum + of(one), 0) / Math.max(1, seen.length)

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const [head = [], ...others] = rows
  const widths = head.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, at) => (cells[at] ?? '').padEnd(width)).join(' | ')} |`
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return [line(head), rule, ...others.map(line)]
}
