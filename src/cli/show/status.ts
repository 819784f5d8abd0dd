// `causeway status`: the whole system at a glance.
import { stringify } from 'yaml'
import { cloudOf } from '../data-folder.ts'
import { UsageError } from '../exit.ts'
import { askJson } from '../http.ts'
import type { NodeStatusJson, StatusJson } from './status-json.ts'
import { rolloutsText } from './rollouts.ts'
import { table, type Column } from './table.ts'

/** Flags of `status`. */
export interface StatusOptions {
  readonly data: string
  readonly cloud?: string
  readonly output: string
}

const narrow: readonly Column<NodeStatusJson>[] = [
  { title: 'NODE', cell: (row) => row.node },
  { title: 'SITE', cell: (row) => row.site },
  { title: 'LINK', cell: (row) => row.link },
  { title: 'VERDICT', cell: (row) => row.verdict },
  { title: 'BALLOTS', cell: (row) => row.ballots },
  { title: 'LAG', cell: (row) => String(row.lag) },
  { title: 'PATH', cell: (row) => row.path },
]

const text = (value: unknown): string =>
  value === undefined || value === null ? '-' : String(value)

const wide: readonly Column<NodeStatusJson>[] = [
  ...narrow,
  { title: 'SINCE', cell: (row) => text(row['since']) },
  { title: 'KUBELET', cell: (row) => text(row['kubelet']) },
  { title: 'INCARNATION', cell: (row) => text(row['incarnation']) },
  { title: 'FEEDS', cell: ({ feeds }) => feedsText(feeds) },
  { title: 'NOTE', cell: (row) => text(row['note']) },
]

function feedsText(feeds: NodeStatusJson['feeds']): string {
  if (feeds === undefined) return '-'
  return feeds.current ? 'current' : `${feeds.behind} behind`
}

/** Prints the status in the chosen form. */
export async function status(options: StatusOptions): Promise<void> {
  const show = renderer(options.output)
  const answer = await askJson<StatusJson>({
    ...cloudOf(options),
    method: 'GET',
    path: '/v1/status',
    fields: ['cloud', 'sites', 'nodes'],
    timeoutMs: 5_000,
  })
  process.stdout.write(show(answer))
}

/** How a status becomes text: `table`, `wide`, `json` or `yaml`. */
function renderer(output: string): (answer: StatusJson) => string {
  switch (output) {
    case 'json':
      return (answer) => `${JSON.stringify(answer, null, 2)}\n`
    case 'yaml':
      return stringify
    case 'table':
      return (answer) =>
        `${summary(answer)}\n${table(narrow, answer.nodes)}${notes(answer)}${rolloutsText(answer)}`
    case 'wide':
      return (answer) => `${summary(answer)}\n${table(wide, answer.nodes)}${rolloutsText(answer)}`
    default:
      throw new UsageError(`-o: expected table, wide, json or yaml, got "${output}"`)
  }
}

/** One line above the table: how many nodes are how, and which sites are cut. */
function summary({ nodes, sites, cloud }: StatusJson): string {
  const counts = (['healthy', 'isolated', 'failed'] as const)
    .map((verdict) => ({ verdict, count: nodes.filter((row) => row.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${verdict}`)
  const cut = sites.filter((site) => site.cut).map((site) => `site ${site.site} is cut off`)
  const bus = cloud['bus'] === 'down' ? ['the cloud has lost its bus'] : []
  return [...counts, ...cut, ...bus].join(', ') || 'no nodes yet'
}

/** Below the table: what a node's line alone does not say. */
function notes({ nodes }: StatusJson): string {
  const lines = nodes
    .filter((row) => typeof row['note'] === 'string' && row['note'] !== '')
    .map((row) => `${row.node}: ${text(row['note'])}\n`)
  return lines.length === 0 ? '' : `\n${lines.join('')}`
}
