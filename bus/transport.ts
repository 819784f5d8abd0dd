// The transport port: publish and subscribe on subjects, without promises about delivery.
import type { Fault } from '../src/kernel/fault.ts'
import type { Cancel } from './clock.ts'

/** A message as it arrived. Whoever hears it gets the same `bytes`: they are never changed. */
export interface Message {
  readonly subject: string
  readonly bytes: Uint8Array
}

/** Whether the bus can be reached at the moment. */
export type Link = 'up' | 'down'

/** What a transport can do. */
export interface TransportSupports {
  /** The largest message in bytes; larger ones are refused with TOO_LARGE. */
  readonly payloadBytesMax: number
  /** Whether the server keeps streams (JetStream). */
  readonly streams: boolean
}

/**
 * At most once, ordered per publisher while the link stays up; a message may also come twice.
 * It reconnects for ever, with jitter, and subscribes again by itself. It hears its own messages.
 * Subjects are dotted (`schemas/subjects.ts`); a last token `>` and single `*` are wildcards in `subscribe`.
 */
export interface Transport {
  readonly supports: TransportSupports
  /**
   * Sends; the bytes stay as they are from now on. `done` says that the bus has them (undefined), or why that is not
   * known: UNREACHABLE, FULL (too much is on its way: try later), TOO_LARGE, CLOSED.
   */
  readonly publish: (
    subject: string,
    bytes: Uint8Array,
    done?: (fault: Fault | undefined) => void,
  ) => void
  /** Calls `each` for every message whose subject matches, until cancelled. */
  readonly subscribe: (pattern: string, each: (message: Message) => void) => Cancel
  /** Tells the link's state now (in a later turn) and at each change, until cancelled. */
  readonly watch: (each: (link: Link) => void) => Cancel
  /** Flushes what it can within a second, then closes; `done` comes once. */
  readonly close: (done: () => void) => void
}
