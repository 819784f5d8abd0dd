// Paths that a node answers for itself: whether it is well, and its numbers.
import { statusAnswer, textAnswer } from '../../src/objects/answers/answer.ts'
import { unavailable } from '../../src/objects/answers/failures.ts'
import type { Answer } from '../../src/objects/read-answer.ts'
import type { PathRequest } from '../../src/objects/request/info.ts'
import { queryValue } from '../../src/objects/request/query.ts'
import type { KeptNumbers } from './writes.ts'

/** The numbers of a local API. */
export interface ApiNumbers {
  /** Requests by who answered them. */
  readonly answered: Readonly<Record<AnsweredBy, number>>
  readonly inFlight: number
  readonly watches: number
  readonly isLinked: boolean
  /** Absent on a node that takes no writes alone. */
  readonly kept?: KeptNumbers | undefined
}

/** Who answers a request: the mirror, the cluster, the node alone, or nobody. */
export type AnsweredBy = 'mirror' | 'cluster' | 'alone' | 'nobody'

/** What the paths tell of. */
export interface OwnPathsView {
  readonly isComplete: (of: 'all' | 'site' | 'node') => boolean
  readonly numbers: () => ApiNumbers
}

/** The answer of the node itself, if the path is one of its own. */
export function ownPath(
  { path, method, query }: PathRequest,
  view: OwnPathsView,
): Answer | undefined {
  if (method !== 'GET') return undefined
  const verbose = queryValue(query, 'verbose') !== undefined
  switch (path) {
    case '/healthz':
    case '/livez':
      return textAnswer(200, verbose ? checked(path, ['ping']) : 'ok')
    case '/readyz':
      return ready(view, verbose)
    case '/metrics':
      return textAnswer(200, metricsText(view.numbers()))
    default:
      return undefined
  }
}

const feeds = ['all', 'site', 'node'] as const

const checked = (path: string, names: readonly string[]): string =>
  [...names.map((name) => `[+]${name} ok`), `${path.slice(1)} check passed`, ''].join('\n')

function ready({ isComplete }: OwnPathsView, verbose: boolean): Answer {
  const missing = feeds.filter((feed) => !isComplete(feed))
  const names = ['ping', ...feeds.map((feed) => `feed-${feed}`)]
  if (missing.length === 0) return textAnswer(200, verbose ? checked('/readyz', names) : 'ok')
  return statusAnswer(
    unavailable(`feeds that have not come whole from the cloud yet: ${missing.join(', ')}`),
  )
}

const metric = (name: string, type: string, help: string, lines: readonly string[]): string =>
  [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n')

function metricsText({ answered, inFlight, watches, isLinked, kept }: ApiNumbers): string {
  const requests = 'causeway_edge_api_requests_total'
  return [
    metric(
      requests,
      'counter',
      'Requests to the local API, by who answered.',
      Object.entries(answered).map(([by, count]) => `${requests}{by="${by}"} ${count}`),
    ),
    metric('causeway_edge_api_forwarded', 'gauge', 'Requests under way to the cluster.', [
      `causeway_edge_api_forwarded ${inFlight}`,
    ]),
    metric('causeway_edge_api_watches', 'gauge', 'Watches of the mirror.', [
      `causeway_edge_api_watches ${watches}`,
    ]),
    metric('causeway_edge_api_linked', 'gauge', "Whether the cluster's API can be asked.", [
      `causeway_edge_api_linked ${isLinked ? 1 : 0}`,
    ]),
    ...(kept === undefined ? [] : keptMetrics(kept)),
  ].join('')
}

function keptMetrics({ bytes, bytesMax, putOff }: KeptNumbers): readonly string[] {
  const [name, bound, refused] = ['kept_bytes', 'kept_bytes_max', 'writes_put_off_total'].map(
    (each) => `causeway_edge_${each}`,
  ) as [string, string, string]
  return [
    metric(name, 'gauge', 'Bytes of facts kept for the cloud.', [`${name} ${bytes}`]),
    metric(bound, 'gauge', 'How many there may be.', [`${bound} ${bytesMax}`]),
    metric(refused, 'counter', 'Writes made alone that were put off for that.', [
      `${refused} ${putOff}`,
    ]),
  ]
}
