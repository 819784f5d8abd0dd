// The log port: one fenced, sequenced stream of bytes (`LOG_<shard>` or `FEED_<shard>`).
import type { Fault } from '../src/kernel/fault.ts'

/** An entry as stored. Sequences are dense from 1 within one incarnation of the log. */
export interface LogEntry {
  readonly at: number
  readonly bytes: Uint8Array
}

/**
 * What a log says about itself. It lost everything when `incarnation` is another one, its end when `last` has fallen, its
 * beginning when `first` has risen. An empty log has `first` one above `last`.
 */
export interface LogInfo {
  readonly incarnation: string
  readonly first: number
  readonly last: number
}

/**
 * A writer and reader of the incarnation that it was opened in, or that `info` told last to any of its users: it never
 * writes into another one. Append with an expected last sequence; the deposed writer's append fails with
 * SEQUENCE_EXPECTED, and so does one that expects entries which the log has lost, or after an entry that he read or
 * wrote last since `info` and that is another one by now: a log may be rolled back and grow to the same length. After
 * TIMEOUT or UNREACHABLE nobody knows whether the entry is there: read on from `expectedLast` before anything else is
 * appended. After GONE or SEQUENCE_EXPECTED `info` tells what happened.
 */
export interface Log {
  readonly supports: { readonly durable: boolean }
  /** Where the log was removed, an empty one is made, in an incarnation of its own. */
  readonly info: (done: (outcome: LogInfo | Fault) => void) => void
  /** Appends one entry after `expectedLast`; answers its sequence. GONE when the log was removed. */
  readonly append: (
    bytes: Uint8Array,
    expectedLast: number,
    done: (outcome: number | Fault) => void,
  ) => void
  /**
   * Up to `max` entries after sequence `after`, in order; GONE when the next one is no longer kept, when the log ends
   * before `after`, or when it was removed.
   */
  readonly read: (
    after: number,
    max: number,
    done: (outcome: readonly LogEntry[] | Fault) => void,
  ) => void
  /**
   * Forgets the entries before `first`, of the known incarnation alone; `first` itself stays. SEQUENCE_EXPECTED when the
   * log does not end at `expectedLast`. Where looking and forgetting are two steps, another writer may append in between:
   * so whoever trims needs a licence that holds whatever comes after it.
   */
  readonly trim: (
    first: number,
    expectedLast: number,
    done: (fault: Fault | undefined) => void,
  ) => void
  readonly close: (done: () => void) => void
}
