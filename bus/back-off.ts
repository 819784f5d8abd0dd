// Exponential back-off with jitter: how long to wait before the next attempt.
import type { Random } from '../src/kernel/random.ts'

/** The first wait and the longest. */
export interface BackOff {
  readonly firstMs: number
  readonly longestMs: number
}

/** The wait before attempt number `attempt` (0 is the first repetition): between half and all of the doubled wait. */
export function backOffMs(backOff: BackOff, attempt: number, random: Random): number {
  const doubled = Math.min(backOff.longestMs, backOff.firstMs * 2 ** Math.min(attempt, 30))
  return Math.ceil(doubled / 2 + (doubled / 2) * random.next())
}
