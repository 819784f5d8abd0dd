// The store ports: ordered keys with atomic synced batches, and two small synced slots beside them.
import type { Fault } from '../src/kernel/fault.ts'

/** One write of a batch. */
export type Write = { readonly put: string; readonly value: Uint8Array } | { readonly del: string }

/** A stored pair. */
export interface Entry {
  readonly key: string
  readonly value: Uint8Array
}

/**
 * Keys in (after, before), in byte order; `reverse` gives the last first. An answer may hold fewer than `limit`, about
 * 1 MiB at a time; an empty one means that there are no more.
 */
export interface Range {
  readonly after?: string
  readonly before?: string
  readonly reverse?: boolean
  readonly limit: number
}

/**
 * Ordered keys (ASCII text) and values (bytes). After a failed batch nothing more may be written through this handle:
 * close it, open again, verify. FULL says that the disk is full; reads go on.
 */
export interface Store {
  readonly get: (key: string, done: (outcome: Uint8Array | undefined | Fault) => void) => void
  readonly range: (range: Range, done: (outcome: readonly Entry[] | Fault) => void) => void
  /** Writes all or nothing; with `sync`, `done` comes after the bytes are on the disk. */
  readonly batch: (
    writes: readonly Write[],
    options: { readonly sync: boolean },
    done: (fault: Fault | undefined) => void,
  ) => void
  /** Whether there is room again after FULL: undefined, or FULL. */
  readonly room: (done: (fault: Fault | undefined) => void) => void
  readonly close: (done: () => void) => void
}

/** Two preallocated records outside the store; a torn write of one leaves the other whole. */
export interface Slots {
  /** The bytes of both slots as they lie on the disk, undefined where never written. */
  readonly read: (
    done: (outcome: readonly [Uint8Array | undefined, Uint8Array | undefined] | Fault) => void,
  ) => void
  /** Writes one slot (at most 512 bytes) and syncs it before `done`. */
  readonly write: (slot: 0 | 1, bytes: Uint8Array, done: (fault: Fault | undefined) => void) => void
  readonly close: (done: () => void) => void
}
