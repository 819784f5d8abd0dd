// The log port: one fenced, sequenced stream of bytes (`LOG_<shard>` or `FEED_<shard>`).
import type { Fault } from '../src/kernel/fault.ts'

/** An entry as stored. Sequences are dense from 1 within one incarnation of the log. */
export interface LogEntry {
  readonly at: number
  readonly bytes: Uint8Array
}

/** What a log says about itself; a changed `incarnation` or a fallen `last` means that it lost data. */
export interface LogInfo {
  readonly incarnation: string
  readonly first: number
  readonly last: number
}

/**
 * Append with an expected last sequence; the deposed writer's append fails with SEQUENCE_EXPECTED. After TIMEOUT or
 * UNREACHABLE nobody knows whether the entry is there: read on from `expectedLast` before anything else is appended.
 */
export interface Log {
  readonly supports: { readonly durable: boolean }
  readonly info: (done: (outcome: LogInfo | Fault) => void) => void
  /** Appends one entry after `expectedLast`; answers its sequence. */
  readonly append: (
    bytes: Uint8Array,
    expectedLast: number,
    done: (outcome: number | Fault) => void,
  ) => void
  /** Up to `max` entries after sequence `after`, in order; GONE when the next one is no longer kept. */
  readonly read: (
    after: number,
    max: number,
    done: (outcome: readonly LogEntry[] | Fault) => void,
  ) => void
  readonly close: (done: () => void) => void
}
