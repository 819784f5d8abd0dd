// Ballots and the kubelet's health as beats and reports carry them.
import type { Ballot, KubeletHealth, Opinion } from '../src/health/words.ts'
import { incarnation, nodeId, round } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { limits } from './limits.ts'
import { bounded, count, items, member, named } from './wire.ts'
import type { WireNumber } from './wire.ts'

interface WireBallot {
  readonly observer?: string | null
  readonly subject?: string | null
  readonly incarnation?: number | null
  readonly round?: WireNumber | null
  readonly opinion?: number | null
  readonly age?: WireNumber | null
}

const opinionNumbers = { alive: 1, dead: 2, abstain: 3 } as const
const opinions = { 1: 'alive', 2: 'dead', 3: 'abstain' } as const
const healthNumbers = { unknown: 0, ok: 1, dead: 2 } as const
const healths = { 0: 'unknown', 1: 'ok', 2: 'dead' } as const

/** The kubelet's health as a number. */
export const healthNumber = (health: KubeletHealth): number => healthNumbers[health]

/** The kubelet's health from a number; throws inside a decoder. */
export const healthOf = (number: number | null | undefined): KubeletHealth =>
  member<KubeletHealth>(healths, number, 'kubelet health')

/** Ballots for the wire; the sender's own name is left out. */
export const wireBallots = (ballots: readonly Ballot[], sender: NodeId) =>
  ballots.map((ballot) => ({
    ...ballot,
    observer: ballot.observer === sender ? '' : ballot.observer,
    opinion: opinionNumbers[ballot.opinion],
    age: ballot.round - ballot.since,
  }))

/** Ballots from the wire; throws inside a decoder. */
export function ballotsOf(
  list: readonly WireBallot[] | null | undefined,
  sender: NodeId,
): readonly Ballot[] {
  return items(list, 'ballots', limits.ballots).map((ballot) => {
    const observer = bounded(ballot.observer, 'observer')
    const latest = count(ballot.round, 'round')
    return {
      observer: observer === '' ? sender : nodeId(observer),
      subject: nodeId(named(ballot.subject, 'subject')),
      incarnation: incarnation(count(ballot.incarnation, 'incarnation')),
      since: round(count(latest - count(ballot.age, 'age'), 'since')),
      round: round(latest),
      opinion: member<Opinion>(opinions, ballot.opinion, 'opinion'),
    }
  })
}
