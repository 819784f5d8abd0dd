// The journal's face: a producer's own durable, ordered, hash-chained log of facts.
import type { Fault } from '../src/kernel/fault.ts'
import type { Epoch, ProducerId, Sequence } from '../src/kernel/ids.ts'
import type { Hlc } from '../src/kernel/time.ts'
import type { Lane } from '../src/facts.ts'
import type { Cancel } from './clock.ts'

/** A fact on its way into the journal; the journal adds producer, epoch and sequence. */
export interface Draft {
  readonly lane: Lane
  readonly kind: string
  readonly kindVersion: number
  readonly key: string
  readonly hlc: Hlc
  /** Identity `producer/lane/epoch/seq` of the fact that led to this one. */
  readonly cause?: string
  readonly body: Uint8Array
}

/** A fact as it lies in the journal: its place and the envelope's untouched bytes. */
export interface Stored {
  readonly lane: Lane
  readonly epoch: Epoch
  readonly seq: Sequence
  readonly envelope: Uint8Array
}

/** Where a lane stands. `last` 0 means empty; facts up to `checkpoint` are kept as the last per key. */
export interface Position {
  readonly epoch: Epoch
  readonly checkpoint: Sequence
  readonly last: Sequence
  /** chain(last), 32 bytes. */
  readonly chain: Uint8Array
  /** The first sequence of this epoch after the checkpoint; `last + 1` when there is none. */
  readonly began: Sequence
  /** Up to here nothing has to travel any more; not before the checkpoint. */
  readonly confirmed: Sequence
}

/** One producer's journal. Callbacks come exactly once and never synchronously. */
export interface Journal {
  readonly producer: ProducerId
  /** Facts are on the disk before `done` answers them, in the order given. */
  readonly append: (
    drafts: readonly Draft[],
    done: (outcome: readonly Stored[] | Fault) => void,
  ) => void
  /** Up to `max` tail facts after `after`, in order; GONE when `after` is before the checkpoint. */
  readonly read: (
    lane: Lane,
    after: Sequence,
    max: number,
    done: (outcome: readonly Stored[] | Fault) => void,
  ) => void
  /** The base: the last fact per key up to the checkpoint, in order of sequence. */
  readonly base: (
    lane: Lane,
    each: (facts: readonly Stored[]) => void,
    done: (fault: Fault | undefined) => void,
  ) => void
  readonly position: (lane: Lane) => Position
  /** Bytes of the lane's facts after the checkpoint, as they are stored. */
  readonly tailBytes: (lane: Lane) => number
  /** chain(at) for a sequence in [checkpoint, last]; GONE otherwise. */
  readonly chainAt: (lane: Lane, at: Sequence, done: (outcome: Uint8Array | Fault) => void) => void
  /** Remembers, without syncing, that nothing of the lane up to `upTo` has to travel any more. */
  readonly confirm: (lane: Lane, upTo: Sequence) => void
  /** Moves facts up to `upTo` from the tail to the base. */
  readonly compact: (lane: Lane, upTo: Sequence, done: (fault: Fault | undefined) => void) => void
  /** Begins an epoch above `above` and above the present one, with an `epoch-began` in every lane. */
  readonly begin: (above: Epoch, done: (outcome: Epoch | Fault) => void) => void
  /** Calls `each` with every later commit's facts, after those who appended them were answered, until cancelled. */
  readonly listen: (each: (facts: readonly Stored[]) => void) => Cancel
  readonly close: (done: () => void) => void
}
