// The health of one peer, on an edge node: reports, probes and ballots in; one's own ballots and the tally out.
// E-1. One opinion a round: what was cast is not changed before the next round.
// E-2. `dead` needs an observer that is fit, has listened unbroken for a report's life, and tried the port.
// E-3. What was settled stands until something else is settled, or the peer begins a new incarnation.
import { unreachable } from '../kernel/assert.ts'
import type { Round } from '../kernel/ids.ts'
import type { Moment, Process, Wanted } from '../kernel/process.ts'
import { monoMs, type MonoMs } from '../kernel/time.ts'
import { currentRound, nextBallot, reportLifeMs } from './ballot.ts'
import type { HealthConfig } from './config.ts'
import { accepted, settledBy } from './counted-ballots.ts'
import type { PeerFact } from './facts.ts'
import type { PeerAction, PeerInput } from './inputs.ts'
import { evolvePeer } from './peer-evolve.ts'
import {
  isObserver,
  unknownPeer,
  type PeerHard,
  type PeerSoft,
  type PeerState,
} from './peer-state.ts'
import { nextRoundAt } from './round.ts'
import type { Ballot, Tally } from './words.ts'

type At = Moment<HealthConfig>
type Of<K extends PeerInput['kind']> = Extract<PeerInput, { kind: K }>

/** The process of a peer; its key is the peer's name. */
export const peerHealth: Process<
  PeerHard,
  PeerSoft,
  PeerInput,
  PeerFact,
  PeerAction,
  HealthConfig
> = { initial: unknownPeer, decide, evolve: evolvePeer, reconcile }

/** This node's own ballot about the peer, for its beats and reports. */
export const ownBallot = ({ soft }: PeerState): Ballot | undefined =>
  isObserver(soft) ? soft.cast : undefined

function decide(state: PeerState, input: PeerInput, at: At): readonly PeerFact[] {
  const stamp = { hlc: at.hlc, mono: at.mono }
  const seen = [...ran(state, input, at), ...observed(state, input, at)]
  let next = seen.reduce((now, fact) => evolvePeer(now, fact, stamp), state)
  const cast = casting(next, at)
  next = cast.reduce((now, fact) => evolvePeer(now, fact, stamp), next)
  return [...seen, ...cast, ...tallied(next, at)]
}

/** A process that was asleep has heard nothing meanwhile: it begins to listen anew. */
function ran({ hard, soft }: PeerState, input: PeerInput, at: At): readonly PeerFact[] {
  const late = soft.ranAt !== undefined && at.mono - soft.ranAt > 2 * at.config.roundMs
  if (!late && input.kind !== 'tick') return []
  return [{ kind: 'round-observed', node: hard.node, late }]
}

function observed(state: PeerState, input: PeerInput, at: At): readonly PeerFact[] {
  const { node } = state.hard
  switch (input.kind) {
    case 'report':
      return reported(state, input)
    case 'probed':
      return [{ kind: 'probe-answered', node, alive: input.alive }]
    case 'ballot':
      return ballot(state, input, at)
    case 'self':
      return [{ kind: 'self-observed', node, self: input.self }]
    case 'assigned':
      return [{ kind: 'peer-assigned', node, self: input.self, observers: input.observers }]
    case 'tick':
      return []
    default:
      return unreachable(input)
  }
}

function reported({ hard }: PeerState, { report }: Of<'report'>): readonly PeerFact[] {
  const { node } = hard
  const { incarnation } = report
  if (report.node !== node || incarnation < hard.incarnation) return []
  const heard: PeerFact = { kind: 'report-heard', node, report }
  return incarnation === hard.incarnation
    ? [heard]
    : [{ kind: 'peer-met', node, incarnation }, heard]
}

/** Others' ballots; what this node thinks itself it need not be told. */
function ballot({ hard, soft }: PeerState, { ballot }: Of<'ballot'>, at: At): readonly PeerFact[] {
  const { node } = hard
  const { subject, observer, incarnation } = ballot
  if (subject !== node || observer === soft.self || incarnation < hard.incarnation) return []
  const said = { ballot, at: at.mono, observerHeard: false }
  const taken = accepted(soft.ballots, said, at.config)
  if (taken === undefined) return []
  return [{ kind: 'ballot-heard', node, ballot: taken, ahead: isAhead(soft, ballot, at) }]
}

/** Who has not heard the subject itself in this run counts on from what other observers say. */
const isAhead = (soft: PeerSoft, { round }: Ballot, { mono, config }: At): boolean =>
  soft.report === undefined && round > currentRound(soft, mono, config)

function casting(state: PeerState, at: At): readonly PeerFact[] {
  const cast = nextBallot(state, at.mono, at.config)
  return cast === undefined ? [] : [{ kind: 'ballot-cast', node: state.hard.node, ballot: cast }]
}

/** A newer incarnation that a majority speaks of is met even by a node that never hears the peer itself, or has not yet. */
function tallied({ hard, soft }: PeerState, at: At): readonly PeerFact[] {
  const { node } = hard
  const settled = settledBy(soft.observers, soft.ballots, at.mono, at.config)
  const { tally, incarnation, round } = settled
  if (tally === 'open' || incarnation === undefined || round === undefined) return []
  const ballots = soft.ballots.map((one) => one.ballot)
  const fact: PeerFact = { kind: 'peer-tallied', node, incarnation, round, tally, ballots }
  const isTold = !isObserver(soft) || hard.incarnation === 0
  if (incarnation > hard.incarnation && isTold)
    return [{ kind: 'peer-met', node, incarnation }, fact]
  return incarnation === hard.incarnation && isNews(hard, tally, round) ? [fact] : []
}

/** What was settled stands; a `dead` is only taken back by a later round. */
function isNews(hard: PeerHard, tally: Tally, round: Round): boolean {
  if (tally === hard.tally) return false
  return hard.tally !== 'dead' || hard.round === undefined || round > hard.round
}

function reconcile(
  { hard, soft }: PeerState,
  now: MonoMs,
  config: HealthConfig,
): Wanted<PeerAction> {
  const { listeningSince } = soft
  if (listeningSince === undefined) return { actions: [] }
  const heard = soft.round ?? {
    round: currentRound(soft, listeningSince, config),
    at: listeningSince,
  }
  const nextRound = nextRoundAt(heard, now, config.roundMs)
  const probeAt = probeDue(soft, listeningSince, config)
  const key = `probe/${hard.node}`
  if (probeAt === undefined) return { actions: [], due: nextRound }
  if (probeAt <= now) return { actions: [{ kind: 'probe', key, node: hard.node }], due: nextRound }
  return { actions: [], due: monoMs(Math.min(nextRound, probeAt)) }
}

/** The port is tried once a round while the peer's report is late, or says that its kubelet is dead. */
function probeDue(
  soft: PeerSoft,
  listeningSince: MonoMs,
  config: HealthConfig,
): number | undefined {
  if (!isObserver(soft)) return undefined
  const { report, probedAt } = soft
  const doubted =
    report?.kubelet === 'dead' ? report.at : (report?.at ?? listeningSince) + lateMs(config)
  return Math.max(doubted, probedAt === undefined ? 0 : probedAt + config.roundMs)
}

/** Half a round late. */
const lateMs = (config: HealthConfig): number =>
  Math.min(1.5 * config.roundMs, reportLifeMs(config))
