// Which ballots of a beat need to be told to the processes of their subjects.
import type { MonoMs } from '../kernel/time.ts'
import type { HealthConfig } from './config.ts'
import { tellAgainMs } from './counted-ballots.ts'
import type { Ballot } from './words.ts'

/** What was last told of one subject, and when. */
export interface ToldBallot {
  readonly ballot: Ballot
  readonly at: MonoMs
}

/** An observer has six subjects; more than this many are never remembered. */
const toldMax = 16

const nothing: readonly Ballot[] = []

/**
 * What is new, every `dead`, and each ballot once in a while: a thousand nodes that see each
 * other alive need not say so to a thousand processes with every beat.
 */
export function ballotsToTell(
  told: readonly ToldBallot[],
  ballots: readonly Ballot[],
  now: MonoMs,
  config: HealthConfig,
): readonly Ballot[] {
  let telling: Ballot[] | undefined
  for (const ballot of ballots) {
    const last = told.find((one) => one.ballot.subject === ballot.subject)
    if (!isNews(ballot, last, now, tellAgainMs(config))) continue
    telling ??= []
    telling.push(ballot)
  }
  return telling ?? nothing
}

/** What was told, after some more was. */
export function withTold(
  told: readonly ToldBallot[],
  ballots: readonly Ballot[],
  at: MonoMs,
): readonly ToldBallot[] {
  if (ballots.length === 0) return told
  const others = told.filter(
    (one) => !ballots.some(({ subject }) => subject === one.ballot.subject),
  )
  return [...others, ...ballots.map((ballot) => ({ ballot, at }))].slice(-toldMax)
}

/** Whether a ballot says something else than what was told last of its observer and subject, or that was long ago. */
export function isNews(ballot: Ballot, last: ToldBallot | undefined, now: MonoMs, againMs: number) {
  return (
    ballot.opinion === 'dead' ||
    last === undefined ||
    last.ballot.opinion !== ballot.opinion ||
    last.ballot.since !== ballot.since ||
    last.ballot.incarnation !== ballot.incarnation ||
    now - last.at >= againMs
  )
}
