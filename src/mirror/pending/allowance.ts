// How much a node that is alone may still write down: what its disk gives is shared out, so that it lasts for a week.
import type { MonoMs } from '../../kernel/time.ts'

/** What the journal takes now, and may take. */
export interface Room {
  readonly bytes: number
  readonly bytesMax: number
}

/** What may be written at once, as of a time. */
export interface Allowance {
  readonly bytes: number
  readonly at: MonoMs
}

/** One write: how much it takes, and whether it may be put off before others. */
export interface Cost {
  readonly bytes: number
  readonly isMinor: boolean
}

/** What is allowed after a write, or in how many milliseconds it may be asked for again. */
export type Allowed = { readonly left: Allowance } | { readonly againMs: number }

/** The rest is the node's own: what it notes of itself is refused by a full disk alone. */
const shareOfWrites = 3 / 4
/** So much of what is left may be taken at once; the rest of it comes over a week. */
const shareAtOnce = 1 / 2
const weekMs = 7 * 24 * 3_600_000

/**
 * Takes a write from what is allowed; `undefined` before the first. As the share at once and the pace are parts of what
 * is left, there is always something left: a node gets slower and slower and never stops, and its bound holds.
 */
export function allow(
  known: Allowance | undefined,
  { bytes, bytesMax }: Room,
  cost: Cost,
  at: MonoMs,
): Allowed {
  const left = Math.max(0, bytesMax * shareOfWrites - bytes)
  const atOnce = left * shareAtOnce
  const perMs = left / weekMs
  const refilled = known === undefined ? atOnce : known.bytes + (at - known.at) * perMs
  const now = Math.min(atOnce, refilled)
  // The lower half is kept for what the node cannot do without.
  const floor = cost.isMinor ? atOnce / 2 : 0
  const after = now - cost.bytes
  if (after >= floor) return { left: { bytes: after, at } }
  return { againMs: perMs > 0 ? (floor - after) / perMs : Infinity }
}
