// Back-off: how long to wait before the next try, growing and jittered.
import type { Random } from '../src/kernel/random.ts'

/** The shortest and the longest wait. */
export interface BackoffBounds {
  readonly minMs: number
  readonly maxMs: number
}

/** The wait before try number `tries` (from 1): doubles up to the maximum, then half of it at random. */
export function backoffMs(tries: number, bounds: BackoffBounds, random: Random): number {
  const full = Math.min(bounds.maxMs, bounds.minMs * 2 ** Math.min(tries - 1, 30))
  return full / 2 + (full / 2) * random.next()
}
