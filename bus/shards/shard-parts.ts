// What a shard stands on, what it tells, and its bounds.
import type { Fault } from '../../src/kernel/fault.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import type { Clock } from '../clock.ts'
import type { Journal } from '../journal.ts'
import type { Log } from '../log.ts'
import type { Item } from './items.ts'
import type { EntrySigner } from './shard-log.ts'

/** The parts that all shards of a replica share. */
export interface ShardParts {
  /** The name of this replica. */
  readonly replica: string
  readonly clock: Clock
  readonly random: Random
  readonly signer: EntrySigner
  readonly stamp: () => Hlc
  /** The replica's own journal: what is read or written in a log is durable there before anybody is told. */
  readonly journal: Journal
  readonly openLog: (shard: number, done: (outcome: Log | Fault) => void) => void
  /** Where a fact belongs; undefined for what no shard has. */
  readonly shardOf: (envelope: Envelope) => number | undefined
  readonly tells: ShardTells
  readonly bounds: ShardBounds
}

/** What shards tell their replica. */
export interface ShardTells {
  /** Facts that another replica wrote, or we ourselves without having heard so. */
  readonly took: (items: readonly Item[]) => void
  /** Facts that this replica wrote; each is told here or to `took`, once. */
  readonly wrote: (items: readonly Item[]) => void
  /** This replica holds a shard otherwise than before. */
  readonly changed: (shard: number, hold: ShardHold) => void
  readonly news: (shard: number, news: ShardNews) => void
}

/**
 * `owned`: what this replica decides about the shard counts. `unsure`: it claimed the shard and knows of no other owner,
 * but the log does not answer, or is not whole yet. `none`: it is another's, or nobody's.
 */
export type ShardHold = 'owned' | 'unsure' | 'none'

/** What people may want to read about a shard. */
export type ShardNews =
  | { readonly kind: 'stuck'; readonly fault: Fault }
  | { readonly kind: 'refused'; readonly fault: Fault }
  | { readonly kind: 'forked'; readonly at: number }

/** Whether a replica is to own a shard; `free`: claim it only when nobody else owned it last. */
export type Wanted = 'no' | 'free' | 'yes'

/** How long, how much. */
export interface ShardBounds {
  readonly retryMinMs: number
  readonly retryMaxMs: number
  /** A shard that another replica took is not claimed back before. */
  readonly reclaimMs: number
  /** Bytes of facts in one entry, unless a single append is larger. */
  readonly entryBytes: number
  /** Appends that may wait for the one under way. */
  readonly waitingMax: number
  /** A log that grew by so much, and by as much as its last seed, is seeded again and forgets what was before. */
  readonly seedBytes: number
}

/** Tries begin after a tenth of a second. */
export const shardBounds: ShardBounds = {
  retryMinMs: 100,
  retryMaxMs: 2_000,
  reclaimMs: 2_000,
  entryBytes: 512 * 1_024,
  waitingMax: 4_096,
  seedBytes: 32 * 1_024 * 1_024,
}
