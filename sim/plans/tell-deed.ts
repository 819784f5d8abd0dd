// A deed of a plan, told in a line.
import type { KubeObject } from '../../src/objects/object.ts'
import type { LogsDeed } from '../logs/log-store.ts'
import type { Flaws } from '../network/flaws.ts'
import type { Cut, Deed, LinkChange, Target } from './step.ts'

/** A deed for people. */
export function tellDeed(deed: Deed): string {
  const tell = tells[deed.do] as (deed: Deed) => string
  return `${deed.do} ${tell(deed)}`
}

const tellObject = ({ object }: { readonly object: KubeObject }): string =>
  `${object.kind}/${object.metadata.name}`

const tells: { readonly [K in Deed['do']]: (deed: Deed & { readonly do: K }) => string } = {
  kill: ({ what, how }) => `${tellTarget(what)}, ${how}`,
  start: ({ what }) => tellTarget(what),
  cut: (deed) => `${deed.nodes.join(' ')}, ${tellCut(deed)}`,
  heal: ({ nodes }) => nodes.join(' '),
  part: ({ between }) => between.join(' '),
  join: ({ between }) => between.join(' '),
  link: ({ from, to, oneWay, rules }) => `${from} ${oneWay ? '→' : '↔'} ${to}, ${tellRules(rules)}`,
  reset: ({ from, to }) => `${from} ↔ ${to}`,
  messages: ({ of, flaws }) => `of ${of} ${flaws === undefined ? 'as before' : tellShares(flaws)}`,
  drop: ({ what }) => what,
  logs: (deed) => tellLogs(deed),
  api: (deed) => ('share' in deed ? `${deed.how}, ${percent(deed.share)}` : deed.how),
  stall: ({ what, forMs }) => `${tellTarget(what)} for ${forMs} ms`,
  'set-clock': ({ of, aheadMs, drift }) =>
    `of ${of} ${aheadMs} ms ahead${drift === undefined ? '' : `, gaining ${percent(drift)}`}`,
  disk: ({ of, mood }) => `of ${of} ${JSON.stringify(mood)}`,
  install: ({ node, version }) => `the ${version} version on ${node}`,
  wipe: ({ node }) => node,
  save: ({ node }) => node,
  'put-back': ({ node, from }) => (node === from ? node : `${node}, the disk of ${from}`),
  flip: ({ node }) => node,
  apply: tellObject,
  delete: tellObject,
}

/** What a plan calls a process. */
export function tellTarget(what: Target): string {
  if ('node' in what) return `${what.role}/${what.node}`
  return what.role === 'cloud' ? what.name : what.role
}

const tellCut = ({ direction, peers, reset }: Cut): string =>
  [direction, ...(peers ? ['peers'] : []), ...(reset ? ['reset'] : [])].join(' ')

/** What a link is like from now on. */
export function tellRules(rules: LinkChange): string {
  const { cut, latencyMs, jitterMs, loss, bytesPerSecond, repeated, reordered } = rules
  const parts = [
    ...(cut === true ? ['cut'] : []),
    ...(latencyMs === undefined ? [] : [`${latencyMs} ms`]),
    ...(jitterMs === undefined ? [] : [`jitter ${jitterMs} ms`]),
    ...share('loss', loss),
    ...share('repeated', repeated),
    ...share('reordered', reordered),
    ...(bytesPerSecond === undefined ? [] : [`${bytesPerSecond} bytes a second`]),
  ]
  return parts.length === 0 ? 'as the weather has it' : parts.join(', ')
}

/** What a broker does from now on. */
export const tellShares = ({ lost, repeated, late }: Flaws): string =>
  [...share('lost', lost), ...share('repeated', repeated), ...share('late', late)].join(', ')

const share = (name: string, of: number | undefined): readonly string[] =>
  of === undefined ? [] : [`${name} ${percent(of)}`]

const percent = (share: number): string => `${Number((100 * share).toFixed(2))} %`

function tellLogs(deed: LogsDeed): string {
  const { how, shard } = deed
  const entries = 'entries' in deed ? [`${deed.entries} entries`] : []
  return [how, ...entries, shard === undefined ? 'in all shards' : `in shard ${shard}`].join(', ')
}
