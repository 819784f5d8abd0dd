// What a journal is made from: its files, a hash, a clock, and how it may be repaired.
import type { Hash } from '../../src/kernel/chain.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { ProducerId, Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Clock } from '../clock.ts'
import type { Journal } from '../journal.ts'
import type { Slots, Store } from '../store.ts'
import type { Hole } from './hole.ts'

/** Opens a file; called again after a failed write. */
export type Open<T> = (done: (outcome: T | Fault) => void) => void

/**
 * What to do about holes: write these envelopes, fetched from whoever has them, into their places;
 * renew: give them up and begin a new epoch; refuse: leave everything as it is.
 */
export type Remedy = readonly Uint8Array[] | 'renew' | 'refuse'

/** A journal's parts. Without `repair` a journal with holes does not open. */
export interface JournalParts {
  readonly producer: ProducerId
  readonly openStore: Open<Store>
  readonly openSlots: Open<Slots>
  readonly hash: Hash
  readonly clock: Clock
  readonly repair?: (holes: readonly Hole[], answer: (remedy: Remedy) => void) => void
  /** Above this many bytes of tail the oldest telemetry is dropped; the others never are. */
  readonly tailBytesMax?: number
}

/** How a journal was found on opening. */
export type Outcome = 'created' | 'clean' | 'repaired' | 'renewed'

/** After these, facts of a lane had not travelled when a hole was given up, and some of them left the tail with it. */
export type Untold = Readonly<Record<Lane, Sequence>>

/** An open journal, how it was found, and what was acknowledged once and is lost. */
export interface OpenedJournal {
  readonly journal: Journal
  readonly outcome: Outcome
  readonly losses: readonly Hole[]
  /** Only where a hole was given up: now, or before the telling came to its end. */
  readonly untold?: Untold
  /** What was untold has been told, or need not be. */
  readonly told: (done: (fault: Fault | undefined) => void) => void
}
