// A watch as it goes on: each step takes what happened and gives lines to send; timers and sockets are the caller's.
import type { MonoMs } from '../../kernel/time.ts'
import type { WatchSpec } from './spec.ts'

/** A watch between two steps. */
export interface Watch {
  readonly spec: WatchSpec
  /** The newest version that its client has heard of. */
  readonly told: number
  /** Whether a table's columns have been sent. */
  readonly columnsSent: boolean
  readonly bookmarkAt: MonoMs
  readonly endAt: MonoMs
}

/** The outcome of a step. */
export interface WatchStep {
  readonly watch: Watch
  /** Lines to send, in order. */
  readonly lines: readonly Uint8Array[]
  /** Whether the stream ends after these lines. */
  readonly over: boolean
  /** When to come back with the time at the latest. */
  readonly due: MonoMs
}
