// The lines of `why node/N`: the verdict, what it stands on, and the verdicts before it.
import type { MonoMs, WallMs } from '../kernel/time.ts'
import { microTimestamp } from '../objects/timestamp.ts'
import type { HealthConfig } from './config.ts'
import { freshBallots } from './evidence.ts'
import { fenceText } from './fence-told.ts'
import type { FenceTold } from './fence-told.ts'
import type { NodeState } from './node-state.ts'
import { noteOf } from './status.ts'
import type { Ballot, Evidence, Verdict } from './words.ts'

/** One decision about a node: reached on evidence, or declared by a person. */
export interface Decision {
  readonly verdict: Verdict
  readonly previous: Verdict
  readonly at: WallMs
  readonly evidence: Evidence | undefined
  readonly declaredBy: string | undefined
}

/** What is explained: the node's state, and its decisions, the oldest first. */
export interface Explained {
  readonly state: NodeState
  readonly decisions: readonly Decision[]
  readonly fence?: FenceTold | undefined
}

/** The explanation, line by line. Ballots stand as `NODE opinion`; earlier verdicts only below `history`. */
export function whyLines(
  { state, decisions, fence }: Explained,
  now: MonoMs,
  config: HealthConfig,
): readonly string[] {
  const { node, verdict, since } = state.hard
  const last = decisions.at(-1)
  const ballots = last?.evidence?.ballots ?? freshBallots(state.soft, now, config)
  const note = noteOf(state, now, config)
  const fenced = fenceText(fence, state, config)
  return [
    `node/${node}: ${verdict} since ${since === undefined ? '-' : time(since.wallMs)}`,
    last === undefined ? 'it was never judged otherwise' : reason(last),
    ...(last?.evidence === undefined ? [] : signs(last.evidence)),
    ...ballots.map(ballotLine),
    ...(note === '' ? [] : [`now: ${note}`]),
    ...(fenced === undefined ? [] : [`fence: ${fenced}`]),
    ...history(decisions),
  ]
}

const time = (at: WallMs): string => `${microTimestamp(at * 1_000).slice(0, -4)}Z`

const ballotLine = ({ observer, opinion }: Ballot): string => `${observer} ${opinion}`

const reason = ({ evidence, declaredBy }: Decision): string =>
  evidence?.because ?? `declared by ${declaredBy ?? 'an operator'}`

function signs(evidence: Evidence): readonly string[] {
  const { beatAgoMs, leaseAgoMs, relayedAgoMs, siteCut, observers, incarnation, round } = evidence
  const last = [
    seconds('beat', beatAgoMs),
    seconds('renewal by its kubelet', leaseAgoMs),
    seconds('relayed beat', relayedAgoMs),
  ].filter((text) => text !== undefined)
  return [
    ...(last.length === 0 ? [] : [`last ${last.join(', last ')}`]),
    ...(siteCut ? ['its site was cut off'] : []),
    ...(observers.length === 0 ? [] : [`observed by ${observers.join(', ')}`]),
    ...(round === undefined ? [] : [`round ${round} of incarnation ${incarnation ?? '-'}`]),
  ]
}

const seconds = (what: string, agoMs: number | undefined): string | undefined =>
  agoMs === undefined ? undefined : `${what} ${(agoMs / 1_000).toFixed(1)} s before`

function history(decisions: readonly Decision[]): readonly string[] {
  const earlier = decisions.slice(0, -1).reverse()
  if (earlier.length === 0) return []
  const lines = earlier.map(
    (one) => `${time(one.at)} ${one.previous} → ${one.verdict}: ${reason(one)}`,
  )
  return ['history', ...lines]
}
