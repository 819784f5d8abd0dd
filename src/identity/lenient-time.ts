// Whether something that is valid for a time counts now, on a node that may be cut off and whose clock may be wrong.

/** From when until when something is valid (wall clock). */
export interface Validity {
  readonly fromMs: number
  readonly untilMs: number
}

/** Clocks of issuers may be ahead by so much. */
const leewayMs = 60_000

/**
 * Valid now; or, on a node that is cut off, valid at any moment since the cut: nobody there can get anything newer, and a
 * clock that starts at zero after a power cut makes nothing invalid either. `cutMs` is undefined while there is a link.
 */
export function counts({ fromMs, untilMs }: Validity, nowMs: number, cutMs?: number): boolean {
  const first = Math.min(nowMs, cutMs ?? nowMs)
  const last = Math.max(nowMs, cutMs ?? nowMs)
  return fromMs <= last + leewayMs && first < untilMs
}
