// The quorum: what the assigned observers have settled, by strict majority within one round.
// Q1. A majority is counted of all that are assigned, not of those who spoke.
// Q2. Within one (incarnation, round) a settled tally never re-opens, whatever ballots are added.
// Q3. The newest round that settles anything is the tally; without one it is open.
import type { Incarnation, NodeId, Round } from '../kernel/ids.ts'
import type { Ballot, Opinion, Tally } from './words.ts'

/** What was settled, and in which round of which incarnation. */
export interface Settled {
  readonly tally: Tally
  readonly incarnation: Incarnation | undefined
  readonly round: Round | undefined
}

/** Opinions of one round: absent ones can still go either way. */
export function tally(observers: readonly NodeId[], opinions: ReadonlyMap<NodeId, Opinion>): Tally {
  let alive = 0
  let dead = 0
  for (const observer of observers) {
    const opinion = opinions.get(observer)
    if (opinion === 'alive') alive += 1
    else if (opinion === 'dead') dead += 1
  }
  if (2 * alive > observers.length) return 'alive'
  return 2 * dead > observers.length ? 'dead' : 'open'
}

/** The tally of the newest round that settles anything. A ballot counts in all rounds it covers. */
export function settled(observers: readonly NodeId[], ballots: readonly Ballot[]): Settled {
  const own = ballots.filter((ballot) => observers.includes(ballot.observer))
  own.sort((a, b) => b.incarnation - a.incarnation || b.round - a.round)
  for (const { incarnation, round } of own) {
    const result = tally(observers, opinionsIn(own, incarnation, round))
    if (result !== 'open') return { tally: result, incarnation, round }
  }
  return { tally: 'open', incarnation: own[0]?.incarnation, round: own[0]?.round }
}

/** What each observer thought in one round. */
export function opinionsIn(
  ballots: readonly Ballot[],
  incarnation: Incarnation,
  round: Round,
): ReadonlyMap<NodeId, Opinion> {
  const opinions = new Map<NodeId, Opinion>()
  for (const ballot of ballots) {
    if (ballot.incarnation !== incarnation) continue
    if (ballot.since <= round && round <= ballot.round)
      opinions.set(ballot.observer, ballot.opinion)
  }
  return opinions
}
