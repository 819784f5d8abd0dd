// The ballot of one observer: what it thinks of a peer in this round, or that it abstains.
import { round, type Incarnation, type Round } from '../kernel/ids.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import { isFresh } from './counted-ballots.ts'
import { isFit } from './fitness.ts'
import { isObserver, type PeerSoft, type PeerState } from './peer-state.ts'
import { roundAt } from './round.ts'
import type { Ballot, Opinion } from './words.ts'

/** How long a peer's report, or the answer of its kubelet's port, is a sign of life. */
export const reportLifeMs = ({ reportPeriods, roundMs }: HealthConfig): number =>
  reportPeriods * roundMs

const isWithin = (at: MonoMs | undefined, now: MonoMs, lifeMs: number): boolean =>
  at !== undefined && now - at < lifeMs

/** Whether the peer was reached on the LAN: it reported, or its kubelet's port answered. */
export function isReached(soft: PeerSoft, now: MonoMs, config: HealthConfig): boolean {
  const lifeMs = reportLifeMs(config)
  return isWithin(soft.report?.at, now, lifeMs) || isWithin(soft.answeredAt, now, lifeMs)
}

/** The subject's round, as far as this observer can tell; its own count before it heard any. */
export function currentRound(soft: PeerSoft, now: MonoMs, config: HealthConfig): Round {
  const { round: heard, listeningSince } = soft
  return roundAt(heard ?? { round: round(1), at: listeningSince ?? now }, now, config.roundMs)
}

/** The ballot to cast now; undefined when this round has its ballot, or there is nothing to judge. */
export function nextBallot(
  { hard, soft }: PeerState,
  now: MonoMs,
  config: HealthConfig,
): Ballot | undefined {
  const { self, cast } = soft
  const subject = hard.node
  const incarnation = judgedIncarnation({ hard, soft }, now, config)
  if (self === undefined || !isObserver(soft) || incarnation === 0) return undefined
  const current = currentRound(soft, now, config)
  const last = cast?.incarnation === incarnation ? cast : undefined
  if (last !== undefined && current <= last.round) return undefined
  const opinion = opinionOf(soft, now, config)
  const goesOn =
    last !== undefined && last.opinion === opinion && current - last.round <= config.reportPeriods
  const since = goesOn ? last.since : current
  return { observer: self, subject, incarnation, since, round: current, opinion }
}

/** The incarnation that was met; whoever has met none, or knows of none any more, judges the newest that others speak of. */
function judgedIncarnation(
  { hard, soft }: PeerState,
  now: MonoMs,
  config: HealthConfig,
): Incarnation {
  if (hard.incarnation !== 0) return hard.incarnation
  const spoken = soft.ballots.filter((one) => isFresh(one, now, config))
  return Math.max(0, ...spoken.map(({ ballot }) => ballot.incarnation)) as Incarnation
}

/** A peer lives while its kubelet does: its agent says so, or the kubelet's port answers. */
export function opinionOf(soft: PeerSoft, now: MonoMs, config: HealthConfig): Opinion {
  const { fitness, report, answeredAt, probedAt } = soft
  if (fitness === undefined || !isFit(fitness)) return 'abstain'
  const lifeMs = reportLifeMs(config)
  if (isWithin(answeredAt, now, lifeMs)) return 'alive'
  if (isWithin(report?.at, now, lifeMs) && report?.kubelet !== 'dead') return 'alive'
  const listened = soft.listeningSince !== undefined && now - soft.listeningSince >= lifeMs
  return listened && isWithin(probedAt, now, lifeMs) ? 'dead' : 'abstain'
}
