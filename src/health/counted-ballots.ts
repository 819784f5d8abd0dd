// The ballots about one subject that still count: the newest of each observer, while it is fresh.
import { round, type NodeId } from '../kernel/ids.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import { settled, type Settled } from './quorum.ts'
import type { Ballot } from './words.ts'

/** A ballot, when it was last said, and whether the cloud heard its observer directly then. */
export interface CountedBallot {
  readonly ballot: Ballot
  readonly at: MonoMs
  readonly observerHeard: boolean
}

/** Observers come and go; more than this many are never kept. */
export const countedBallotsMax = 16

/** How long a `dead` ballot counts after it was last said. */
export const ballotLifeMs = (config: HealthConfig): number =>
  config.reportPeriods * Math.max(config.roundMs, config.beatMs)

/** Others can only make a verdict better; they are told less often, and so live longer. */
const lifeOf = ({ ballot }: CountedBallot, config: HealthConfig): number =>
  ballot.opinion === 'dead' ? ballotLifeMs(config) : 1.5 * tellAgainMs(config)

/** Ballots that say what they said before are told again after this long. */
export const tellAgainMs = (config: HealthConfig): number => 2 * ballotLifeMs(config)

/** Whether a ballot still counts. */
export const isFresh = (counted: CountedBallot, now: MonoMs, config: HealthConfig): boolean =>
  now - counted.at < lifeOf(counted, config)

/**
 * What counts of a ballot that was said, given what is known; undefined where it changes nothing.
 * No opinion of a past round is taken back.
 */
export function accepted(
  known: readonly CountedBallot[],
  said: CountedBallot,
  config: HealthConfig,
): Ballot | undefined {
  const last = known.find(({ ballot }) => ballot.observer === said.ballot.observer)
  if (last === undefined || !isFresh(last, said.at, config)) return said.ballot
  return following(last.ballot, said.ballot)
}

/** The ballots with an accepted one in the place of its observer's last. */
export function withBallot(
  known: readonly CountedBallot[],
  taken: CountedBallot,
): readonly CountedBallot[] {
  const { observer } = taken.ballot
  const place = known.findIndex(({ ballot }) => ballot.observer === observer)
  if (place >= 0) return known.with(place, taken)
  return [...known.slice(1 - countedBallotsMax), taken]
}

function following(last: Ballot, said: Ballot): Ballot | undefined {
  if (said.incarnation !== last.incarnation)
    return said.incarnation > last.incarnation ? said : undefined
  if (said.round < last.round) return undefined
  if (said.opinion === last.opinion) return sinceAtLeast(said, last.since)
  return said.round === last.round ? undefined : sinceAtLeast(said, last.round + 1)
}

/** A ballot never reaches further back than what was known allows. */
const sinceAtLeast = (ballot: Ballot, since: number): Ballot =>
  ballot.since >= since ? ballot : { ...ballot, since: round(since) }

/** What the assigned observers have settled by fresh ballots. */
export function settledBy(
  observers: readonly NodeId[],
  known: readonly CountedBallot[],
  now: MonoMs,
  config: HealthConfig,
): Settled {
  const lone = observers.length === 1
  const counted = known.filter(
    (one) => isFresh(one, now, config) && (!lone || suffices(one, config)),
  )
  return settled(
    observers,
    counted.map(({ ballot }) => ballot),
  )
}

/** A lone peer's `dead` must have stood for several rounds, and the cloud must hear that peer. */
function suffices({ ballot, observerHeard }: CountedBallot, config: HealthConfig): boolean {
  if (ballot.opinion !== 'dead') return true
  return observerHeard && ballot.round - ballot.since + 1 >= config.lonePeerRounds
}
