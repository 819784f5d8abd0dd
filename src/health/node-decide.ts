// What an input means for a node: what was seen or heard, and what follows from it.
import { unreachable } from '../kernel/assert.ts'
import type { Moment } from '../kernel/process.ts'
import type { HealthConfig } from './config.ts'
import { accepted } from './counted-ballots.ts'
import type { NodeFact } from './facts.ts'
import type { LeaseSeen, NodeInput, NodeSeen } from './inputs.ts'
import { follows } from './flapping.ts'
import { ofPresentLife } from './former-life.ts'
import { evolveNode } from './node-evolve.ts'
import { consequences, endedWith } from './node-judge.ts'
import { isBeating, isHeard } from './node-signs.ts'
import type { NodeState } from './node-state.ts'
import { ballotsToTell } from './told-ballots.ts'

type At = Moment<HealthConfig>
type Of<K extends NodeInput['kind']> = Extract<NodeInput, { kind: K }>

/** The facts that an input leads to. */
export function decideNode(state: NodeState, input: NodeInput, at: At): readonly NodeFact[] {
  if (input.kind === 'beat') return beat(state, input, at)
  const facts = observed(state, input, at)
  if (facts === undefined) return []
  const quiet = (input.kind === 'ballot' || input.kind === 'lease-seen') && isCalm(state, at)
  return quiet ? facts : withConsequences(state, facts, at)
}

/** Facts, and what follows once they have happened. */
function withConsequences(
  state: NodeState,
  facts: readonly NodeFact[],
  at: At,
): readonly NodeFact[] {
  const stamp = { hlc: at.hlc, mono: at.mono }
  const next = facts.reduce((now, fact) => evolveNode(now, fact, stamp), state)
  const further = consequences(next, at)
  return further.length === 0 ? facts : [...facts, ...further]
}

/** The hot path: a beat of a healthy node that is heard anyway changes nothing else. */
function beat(state: NodeState, { beat, path, relay }: Of<'beat'>, at: At): readonly NodeFact[] {
  const { hard, soft } = state
  const { node } = hard
  if (hard.enrolled && isOver(state, beat)) return endedSession(state, at)
  const told = ballotsToTell(soft.told, beat.ballots, at.mono, at.config)
  const inRow = path === 'direct' && follows(soft, at.mono, at.config)
  const heard: NodeFact = { kind: 'beat-heard', node, path, relay, beat, follows: inRow, told }
  if (isQuiet(state, { kind: 'beat', beat, path })) return [heard]
  return withConsequences(state, [heard, ...changes(state, beat)], at)
}

/**
 * A session is over when its node failed, or when a newer one has begun; and an agent that lost its journal, or came back
 * with an older one, may have given its new life the number of one that was.
 */
const isOver = ({ hard }: NodeState, { incarnation, stateEpoch }: Of<'beat'>['beat']): boolean =>
  incarnation < hard.incarnation ||
  incarnation <= hard.endedUpTo ||
  (incarnation === hard.incarnation && hard.epoch !== undefined && stateEpoch !== hard.epoch)

function endedSession(state: NodeState, at: At): readonly NodeFact[] {
  const { hard, soft } = state
  const again = soft.ended !== undefined && at.mono - soft.ended.at < at.config.silenceMs
  return withConsequences(state, [{ kind: 'ended-session-heard', node: hard.node, again }], at)
}

/** A healthy node that its site knows to be heard: more signs of life change nothing. */
const isWell = ({ hard, soft }: NodeState): boolean =>
  hard.enrolled && hard.verdict === 'healthy' && soft.presence === 'heard' && !hard.agentAway

/** Its agent is heard just now, so that no ballot and no renewal says more. */
const isCalm = (state: NodeState, { mono, config }: At): boolean =>
  isWell(state) && isBeating(state.soft, mono, config)

function isQuiet(state: NodeState, { beat, path }: Of<'beat'>): boolean {
  const { hard } = state
  return (
    path === 'direct' &&
    isWell(state) &&
    beat.incarnation === hard.incarnation &&
    (beat.kubelet === hard.kubelet || beat.kubelet === 'unknown')
  )
}

/** What a beat says that was not known. A kubelet that was not asked yet is no news. */
function changes({ hard }: NodeState, beat: Of<'beat'>['beat']): readonly NodeFact[] {
  if (!hard.enrolled) return []
  const { node } = hard
  const { incarnation, stateEpoch: epoch, kubelet } = beat
  const facts: NodeFact[] = []
  if (incarnation > hard.incarnation) facts.push({ kind: 'node-born', node, incarnation, epoch })
  if (kubelet !== 'unknown' && kubelet !== hard.kubelet)
    facts.push({ kind: 'kubelet-reported', node, kubelet })
  return facts
}

/** What came in, as facts; undefined when it is nothing new. */
function observed(
  state: NodeState,
  input: Exclude<NodeInput, { kind: 'beat' }>,
  at: At,
): readonly NodeFact[] | undefined {
  const { node } = state.hard
  switch (input.kind) {
    case 'ballot':
      return ballot(state, input, at)
    case 'node-seen':
      return nodeSeen(state, input.seen)
    case 'lease-seen':
      return leaseSeen(state, input.seen, at)
    case 'observers':
      return [{ kind: 'observers-observed', node, observers: input.observers }]
    case 'site':
      if (input.site !== state.hard.site) return undefined
      return [{ kind: 'site-observed', node, site: input.site, cut: input.cut }]
    case 'hearing':
      return [{ kind: 'hearing-observed', node, up: input.up }]
    case 'declare':
      return declare(state, input, at)
    case 'tick':
      return []
    default:
      return unreachable(input)
  }
}

function ballot(state: NodeState, input: Of<'ballot'>, at: At): NodeFact[] | undefined {
  const { hard, soft } = state
  const { node } = hard
  const { observerHeard } = input
  if (input.ballot.subject !== node) return undefined
  const ballot = ofPresentLife(state, input.ballot, at.mono, at.config)
  if (ballot === undefined) return undefined
  const said = { ballot, at: at.mono, observerHeard }
  const taken = accepted(soft.ballots, said, at.config)
  if (taken === undefined) return undefined
  return [{ kind: 'ballot-counted', node, ballot: taken, observerHeard }]
}

function nodeSeen({ hard, soft }: NodeState, seen: NodeSeen | undefined): readonly NodeFact[] {
  const { node, site } = hard
  const observed: NodeFact = { kind: 'node-observed', node, seen }
  if (!hard.enrolled) return [observed]
  const left: NodeFact = { kind: 'presence-changed', node, site, presence: 'left', lapses: 0 }
  if (seen === undefined) return [observed, left, { kind: 'node-forgotten', node }]
  if (seen.site === site) return [observed]
  const moved: readonly NodeFact[] = [
    { kind: 'site-assigned', node, site: seen.site },
    { kind: 'site-observed', node, site: seen.site, cut: false },
  ]
  return soft.presence === undefined ? [observed, ...moved] : [observed, left, ...moved]
}

/** The age of a renewal seen first can only be told by its time, if clocks agree; else it is old. */
function leaseSeen(
  { hard, soft }: NodeState,
  seen: LeaseSeen,
  { hlc, config }: At,
): readonly NodeFact[] | undefined {
  const { node } = hard
  if (soft.lease !== undefined) {
    if (soft.lease.renewMicros === seen.renewMicros) return undefined
    return [{ kind: 'lease-observed', node, seen, ageMs: 0 }]
  }
  const toldMs = hlc.wallMs - seen.renewMicros / 1000
  const agrees = toldMs >= 0 && toldMs < config.leaseGraceMs
  return [{ kind: 'lease-observed', node, seen, ageMs: agrees ? toldMs : config.leaseGraceMs }]
}

/**
 * After a declaration the judge listens anew, so that it stands for a full window at least. Declared `failed`, a node
 * that is heard keeps its session, which therefore proves nothing; that of a silent one is over, as after any `failed`.
 */
function declare(
  { hard, soft }: NodeState,
  { verdict, by }: Of<'declare'>,
  { mono, config }: At,
): readonly NodeFact[] | undefined {
  const { node, verdict: previous } = hard
  if (!hard.enrolled) return undefined
  const isOverNow = verdict === 'failed' && !isHeard(soft, mono, config)
  const declared: readonly NodeFact[] = [
    { kind: 'verdict-declared', node, verdict, previous, by },
    ...(isOverNow ? endedWith(hard) : []),
  ]
  if (soft.listeningSince === undefined) return declared
  return [
    ...declared,
    { kind: 'hearing-observed', node, up: false },
    { kind: 'hearing-observed', node, up: true },
  ]
}
