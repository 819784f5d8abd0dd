// The clock port: readings and timers, handed to whoever needs them.
import type { MonoMs, WallMs } from '../src/kernel/time.ts'

/** Ends what was begun; calling it again does nothing. */
export type Cancel = () => void

/** Time of one process. Callbacks never run synchronously. */
export interface Clock {
  readonly mono: () => MonoMs
  readonly wall: () => WallMs
  /** Runs `fire` once, `delayMs` from now or a little later. */
  readonly after: (delayMs: number, fire: () => void) => Cancel
  /** Runs `fire` once, in a later turn, in the order of the calls. */
  readonly soon: (fire: () => void) => void
}
