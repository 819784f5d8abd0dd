// Facts of a shard on their way: drafts to the envelopes of an entry, and envelopes to what a replica's journal keeps.
import { factToDraft } from '../../schemas/fact-codec.ts'
import { decodeEnvelope, encodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import type { ShardEntry } from '../../schemas/log-entry.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { producerId, sequence } from '../../src/kernel/ids.ts'
import type { Epoch, ProducerId, Sequence } from '../../src/kernel/ids.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import type { Draft } from '../journal.ts'
import { factTaken, keptDraft } from '../up/taken.ts'

/** Where a replica is in the log of a shard, and in the facts that it holds. */
export interface ShardPlace {
  /** The log's incarnation; empty before it was read first. */
  readonly incarnation: string
  /** The last entry that was read. */
  readonly at: number
  /** The beginning of that entry's hash, in hexadecimal. */
  readonly mark: string
  /** The marks of the entries before that one, the newest last: where another history of the log parts from this one. */
  readonly marks: readonly string[]
  /** The marks of entries after it that were read before, in order, where a log ended before them when it was looked at. */
  readonly ahead: readonly string[]
  /** The last fact: the epoch of its owner and its sequence. */
  readonly epoch: Epoch
  readonly upTo: Sequence
  /** The epoch that was known when this log was found in place of another: what it holds up to it is news; 0 if none. */
  readonly bornAfter: Epoch
  /** Where the last whole seed begins, 0 while none is known; its size, and what was appended since. */
  readonly seed: number
  readonly seedBytes: number
  readonly freshBytes: number
}

/** Marks of entries before the last one that are kept. */
const marksMax = 15

/** The marks of the entries of a log. */
export type Marks = Pick<ShardPlace, 'mark' | 'marks' | 'ahead'>

/** The marks after one more entry was appended. */
export const marked = ({ mark, marks }: Marks, next: string): Marks => ({
  mark: next,
  marks: [...marks, mark].slice(-marksMax),
  ahead: [],
})

/** What an entry adds to a log: its bytes, and what a server keeps beside them. */
export const sizeOf = (entry: Uint8Array): number => entry.length + 1_024

/** Who wrote the cloud's own facts about a shard, whichever replica it was. */
export const shardProducer = (shard: number): ProducerId => producerId(`cloud/shard-${shard}`)

/** The envelopes of drafts, numbered from `from`; what came from others stays as it came. */
export function envelopesOf(
  drafts: readonly Draft[],
  { shard, epoch, from }: Pick<ShardEntry, 'shard' | 'epoch' | 'from'>,
): readonly Uint8Array[] {
  const producer = shardProducer(shard)
  return drafts.map((draft, i) =>
    draft.kind === factTaken
      ? draft.body
      : encodeEnvelope({ ...draft, producer, epoch, seq: sequence(from + i) }),
  )
}

/** An item of an entry that could be read. */
export interface Item {
  readonly envelope: Envelope
  readonly bytes: Uint8Array
}

/** The facts of an entry; what cannot be read is left out: a newer version's lane, or a bad writer. */
export function itemsOf(envelopes: readonly Uint8Array[]): readonly Item[] {
  return envelopes.flatMap((bytes) => {
    const envelope = decodeEnvelope(bytes)
    return isFault(envelope) || envelope.lane === 'volatile' ? [] : [{ envelope, bytes }]
  })
}

/** The name of a shard's log, as journals keep it with what came by it. */
export const logOf = (shard: number): string => `log/${shard}`

/** What the journal keeps of an item. */
export const keptOf = (shard: number, { envelope, bytes }: Item): Draft =>
  keptDraft(envelope, bytes, logOf(shard))

/** What the journal keeps of items, and that the log was read so far. */
export function draftsOf(
  shard: number,
  items: readonly Item[],
  place: ShardPlace,
  hlc: Hlc,
): readonly Draft[] {
  const kept = items.map((item) => keptOf(shard, item))
  return [...kept, factToDraft({ kind: 'shard-followed', shard, ...place }, hlc)]
}
