// Rounds: counted by the subject, continued by an observer that hears no more of it.
import { round, type Round } from '../kernel/ids.ts'
import { monoMs, type MonoMs } from '../kernel/time.ts'

/** A round that was heard, and when. */
export interface RoundHeard {
  readonly round: Round
  readonly at: MonoMs
}

/** The round now: the one heard, and a further one for each period passed since. */
export const roundAt = (heard: RoundHeard, now: MonoMs, roundMs: number): Round =>
  round(heard.round + Math.max(0, Math.floor((now - heard.at) / roundMs)))

/** When the next round begins. */
export const nextRoundAt = (heard: RoundHeard, now: MonoMs, roundMs: number): MonoMs =>
  monoMs(heard.at + (roundAt(heard, now, roundMs) - heard.round + 1) * roundMs)
