// How facts change the state of a peer: durable ones only what is hard, volatile ones only what is soft.
import { unreachable } from '../kernel/assert.ts'
import type { Stamp } from '../kernel/process.ts'
import type { MonoMs } from '../kernel/time.ts'
import { withBallot } from './counted-ballots.ts'
import type { PeerFact } from './facts.ts'
import {
  isObserver,
  nothingSettled,
  type PeerHard,
  type PeerSoft,
  type PeerState,
} from './peer-state.ts'
import type { RoundHeard } from './round.ts'
import type { Ballot } from './words.ts'

type Of<K extends PeerFact['kind']> = Extract<PeerFact, { kind: K }>
type PeerDurable = Of<'peer-met' | 'peer-tallied'>

/** The state after a fact. */
export function evolvePeer({ hard, soft }: PeerState, fact: PeerFact, stamp: Stamp): PeerState {
  if (fact.kind === 'peer-met') return { hard: met(hard, fact), soft }
  if (fact.kind === 'peer-tallied') return { hard: tallied(hard, fact), soft }
  return stamp.mono === undefined
    ? { hard, soft }
    : { hard, soft: { ...softened({ hard, soft }, fact, stamp.mono), ranAt: stamp.mono } }
}

function met(hard: PeerHard, { incarnation }: Of<'peer-met'>): PeerHard {
  if ((hard.talliedIn ?? 0) >= incarnation) return { ...hard, incarnation }
  return { ...hard, incarnation, ...nothingSettled }
}

function tallied(hard: PeerHard, fact: Of<'peer-tallied'>): PeerHard {
  const { incarnation, tally, round } = fact
  if (incarnation < hard.incarnation) return hard
  return { ...hard, tally, round, talliedIn: incarnation }
}

function softened(
  { hard, soft }: PeerState,
  fact: Exclude<PeerFact, PeerDurable>,
  now: MonoMs,
): PeerSoft {
  switch (fact.kind) {
    case 'report-heard': {
      const { round, kubelet } = fact.report
      return { ...soft, report: { at: now, kubelet }, round: { round, at: now } }
    }
    case 'probe-answered':
      return { ...soft, probedAt: now, answeredAt: fact.alive ? now : soft.answeredAt }
    case 'ballot-heard':
      return { ...counted(soft, fact.ballot, now, false), round: caughtUp(soft, fact, now) }
    case 'ballot-cast': {
      const linked = soft.fitness?.linked === true
      return { ...counted(soft, fact.ballot, now, linked), cast: fact.ballot }
    }
    case 'self-observed':
      return { ...soft, fitness: fact.self }
    case 'peer-assigned':
      return assigned({ hard, soft }, fact, now)
    case 'round-observed':
      return fact.late ? { ...soft, listeningSince: now } : soft
    default:
      return unreachable(fact)
  }
}

const counted = (soft: PeerSoft, ballot: Ballot, at: MonoMs, observerHeard: boolean): PeerSoft => ({
  ...soft,
  ballots: withBallot(soft.ballots, { ballot, at, observerHeard }),
})

const caughtUp = (soft: PeerSoft, fact: Of<'ballot-heard'>, at: MonoMs): RoundHeard | undefined =>
  fact.ahead ? { round: fact.ballot.round, at } : soft.round

/** A new observer has heard nothing yet; of its subject's rounds it knows the one that it last cast a ballot in, if any. */
function assigned({ hard, soft }: PeerState, fact: Of<'peer-assigned'>, now: MonoMs): PeerSoft {
  const { self, observers } = fact
  const next = { ...soft, self, observers }
  if (soft.listeningSince !== undefined && isObserver(soft)) return next
  const isOfThisLife = soft.cast?.incarnation === hard.incarnation
  const round = isOfThisLife ? { round: soft.cast.round, at: now } : undefined
  return { ...next, listeningSince: now, report: undefined, round }
}
