// What was seen of a detector in one trial: what it said of which node, summed up to the numbers that are compared.
import type { Verdict } from '../../src/health/words.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Traffic } from './phases.ts'
import { comparedNodes, comparedTimes, crashingNode } from './setting.ts'
import type { Drawn } from './trial.ts'

/** Something a detector came to say: a verdict, or that a node's pods are evicted. */
export interface Said {
  readonly atMs: number
  readonly node: NodeId
  readonly what: Verdict | 'evicted'
}

/** The numbers of one trial. */
export interface Seen {
  /** Nodes that were alive all the time and lost their pods. */
  readonly falseEvictions: number
  /** How often any verdict changed. */
  readonly verdictChanges: number
  /** How long after the crash it was found; `before` when the node was called failed already, Infinity when it never was. */
  readonly foundMs: number | 'before' | undefined
  /** Of each node and second, at rest. */
  readonly traffic: Traffic
}

/** Sums up what was said; `atRest` is what was sent between rest and trouble. */
export function seenIn({ crashMs }: Drawn, said: readonly Said[], atRest: Traffic): Seen {
  const { restMs, beginMs } = comparedTimes
  const inTrouble = said.filter(({ atMs }) => atMs >= beginMs)
  const evicted = inTrouble.filter(({ what }) => what === 'evicted').map(({ node }) => node)
  const scale = comparedNodes.length * ((beginMs - restMs) / 1_000)
  return {
    falseEvictions: evicted.filter((node) => crashMs === undefined || node !== crashingNode).length,
    verdictChanges: inTrouble.length - evicted.length,
    foundMs: crashMs === undefined ? undefined : foundMs(crashMs, said),
    traffic: { messages: atRest.messages / scale, bytes: atRest.bytes / scale },
  }
}

function foundMs(crashMs: number, said: readonly Said[]): Seen['foundMs'] {
  const verdicts = said.filter(({ node, what }) => node === crashingNode && what !== 'evicted')
  if (verdicts.findLast(({ atMs }) => atMs < crashMs)?.what === 'failed') return 'before'
  const found = verdicts.find(({ atMs, what }) => atMs >= crashMs && what === 'failed')
  return found === undefined ? Infinity : found.atMs - crashMs
}
