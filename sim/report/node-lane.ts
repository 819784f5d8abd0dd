// The lane of a node: what troubles it, how it is linked, what its peers and the cloud say of it, what becomes of its pods.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Link, Tally, Verdict } from '../../src/health/words.ts'
import { endsOf, processTrack } from './process-track.ts'
import { hasAnything, markOf, markTrack, spansOf, spanTrack } from './spans.ts'
import type { Change, Mark, Track } from './spans.ts'
import type { Lane, Told } from './lane.ts'
import { podMarks } from './pods.ts'
import { clockTrack, diskTrack, networkTrack } from './trouble.ts'

/** The lane; what never troubled the node has no row. */
export function nodeLane(told: Told, node: NodeId): Lane {
  const { done, endMs } = told
  const agent = { who: `node/${node}`, what: { role: 'edge', node } } as const
  const kubelet = { who: `kubelet/${node}`, what: { role: 'kubelet', node } } as const
  const troubles = [
    networkTrack(done, node, endMs),
    processTrack('agent', agent, told),
    processTrack('kubelet', kubelet, told),
    diskTrack(done, node, endMs),
    clockTrack(done, node, endMs),
  ]
  const tracks = [
    linkTrack(told, node),
    markTrack('ballots', tallyMarks(told, node)),
    verdictTrack(told, node),
    ...[readyTrack(told, node)].filter(hasAnything),
    markTrack('pods', podMarks(told.lines, node)),
  ]
  return { name: node, tracks: [...troubles.filter(hasAnything), ...tracks] }
}

/** A dead agent has no link that anybody could tell. */
function linkTrack({ facts, lines, endMs }: Told, node: NodeId): Track {
  const producer = `node/${node}`
  const links = facts
    .filter((fact) => fact.kind === 'link-changed' && fact.producer === producer)
    .map(({ atMs, body }): Change => {
      const link = body['link'] as Link
      const what = link === 'alone' ? 'alone' : `${link}, over ${String(body['path'])}`
      return { atMs, tone: link, label: link, what }
    })
  const ends = endsOf(lines, producer).map((atMs): Change => ({ atMs }))
  return spanTrack('link', spansOf(inOrder([...links, ...ends]), endMs))
}

function verdictTrack({ facts, endMs }: Told, node: NodeId): Track {
  const changes = facts
    .filter(({ body }) => body['node'] === node)
    .flatMap(({ atMs, kind, body }): readonly Change[] => {
      if (kind === 'node-forgotten') return [{ atMs }]
      if (kind === 'node-enrolled')
        return [{ atMs, tone: 'healthy', label: 'healthy', what: 'healthy: enrolled' }]
      if (kind !== 'verdict-reached' && kind !== 'verdict-declared') return []
      const verdict = body['verdict'] as Verdict
      return [{ atMs, tone: verdict, label: verdict, what: `${verdict}: ${reasonOf(body)}` }]
    })
  return spanTrack('verdict', spansOf(changes, endMs))
}

function reasonOf({ by, evidence }: Readonly<Record<string, unknown>>): string {
  if (by !== undefined) return `declared by ${String(by)}`
  const { because, tally, ballots } = evidence as {
    readonly because: string
    readonly tally: Tally
    readonly ballots: readonly Cast[]
  }
  return `${because}\ntally ${tally}; ${tellBallots(ballots)}`
}

/** What Kubernetes shows of the node, once it was ready: what it does not say, and taints. */
function readyTrack({ lines, endMs }: Told, node: NodeId): Track {
  const begin = `nodes/${node} `
  const states = lines.flatMap(({ atMs, who, what }) =>
    who === 'kubernetes' && what.startsWith(begin)
      ? [nodeChange(atMs, what.slice(begin.length))]
      : [],
  )
  const first = states.findIndex(({ tone }) => tone === undefined)
  return spanTrack('Kubernetes', first < 0 ? [] : spansOf(states.slice(first), endMs))
}

function nodeChange(atMs: number, what: string): Change {
  const [, ready, , taints] = /^ready=(\S+) linked=(\S+) ?(.*)$/.exec(what) ?? []
  if (ready === 'True' && taints === '') return { atMs }
  if (ready === 'True') return { atMs, tone: 'tainted', label: 'tainted', what }
  return { atMs, tone: 'not-ready', label: ready === undefined ? what : `Ready ${ready}`, what }
}

interface Cast {
  readonly observer: string
  readonly opinion: string
}

const tellBallots = (ballots: readonly Cast[]): string =>
  ballots.length === 0
    ? 'no ballots'
    : `ballots ${ballots.map(({ observer, opinion }) => `${observer} ${opinion}`).join(', ')}`

/** What its peers counted. */
const tallyMarks = ({ facts }: Told, node: NodeId): readonly Mark[] =>
  facts
    .filter(({ kind, body }) => kind === 'peer-tallied' && body['node'] === node)
    .map(({ atMs, producer, body }) => {
      const tally = body['tally'] as Tally
      const cast = tellBallots(body['ballots'] as readonly Cast[])
      return markOf(atMs, `tally-${tally}`, `${producer} tallied ${tally}; ${cast}`)
    })

const inOrder = (changes: readonly Change[]): readonly Change[] =>
  changes.toSorted((a, b) => a.atMs - b.atMs)
