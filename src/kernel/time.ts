// Kinds of time: a monotonic reading, a wall reading, and the hybrid logical clock that facts carry.

declare const unit: unique symbol

/** Milliseconds since an arbitrary point of one process's life; means nothing after a restart. */
export type MonoMs = number & { readonly [unit]: 'MonoMs' }
/** Milliseconds since 1970-01-01T00:00:00Z as some clock shows them; may jump. */
export type WallMs = number & { readonly [unit]: 'WallMs' }
/** Hybrid logical clock: the largest wall time heard of, and a counter within that millisecond. */
export interface Hlc {
  readonly wallMs: WallMs
  readonly counter: number
}

export const monoMs = (n: number): MonoMs => n as MonoMs
export const wallMs = (n: number): WallMs => n as WallMs

/** How far a foreign stamp may lie ahead of our wall clock before its excess is ignored. */
export const hlcAheadMsMax = 60_000

/** The next stamp of a local event, given the last stamp and the wall clock. */
export function hlcNext(last: Hlc, wall: WallMs): Hlc {
  return wall > last.wallMs
    ? { wallMs: wall, counter: 0 }
    : { wallMs: last.wallMs, counter: last.counter + 1 }
}

/** The stamp after hearing `heard`; a clock that is too far ahead does not drag ours along. */
export function hlcMerge(last: Hlc, heard: Hlc, wall: WallMs): Hlc {
  const trusted = heard.wallMs - wall > hlcAheadMsMax ? last : heard
  const newest = hlcCompare(last, trusted) >= 0 ? last : trusted
  return hlcNext(newest, wall)
}

/** Negative, zero or positive as `a` is before, equal to or after `b`. */
export function hlcCompare(a: Hlc, b: Hlc): number {
  return a.wallMs - b.wallMs || a.counter - b.counter
}
