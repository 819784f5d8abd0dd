// Entries of a shard's log: the facts of one commit, in order; they lie there signed as `log`.
import type { Fault } from '../src/kernel/fault.ts'
import { epoch, sequence } from '../src/kernel/ids.ts'
import type { Epoch, Sequence } from '../src/kernel/ids.ts'
import { limits } from './limits.ts'
import { count, decoded, finished, items, named, wire, within } from './wire.ts'

/** Facts `from`, `from + 1`, … of a shard; of a seed, `epoch` and `from` are the place that all seeds together stand for. */
export interface ShardEntry {
  readonly shard: number
  /** The replica that wrote it. */
  readonly writer: string
  readonly epoch: Epoch
  readonly from: Sequence
  readonly seed: boolean
  readonly envelopes: readonly Uint8Array[]
}

const bound = { what: 'an entry of a log', bytesMax: limits.logFactsBytes }
const envelopeBound = { what: 'a fact in its envelope', bytesMax: limits.envelopeBytes }

/** The bytes of an entry; the caller keeps it below `limits.logFactsBytes`. */
export const encodeShardEntry = (entry: ShardEntry): Uint8Array =>
  finished(wire.LogEntry.encode({ ...entry, envelopes: [...entry.envelopes] }))

/** Reads an entry (the envelopes stay bytes): MALFORMED or TOO_LARGE otherwise. */
export function decodeShardEntry(bytes: Uint8Array): ShardEntry | Fault {
  return decoded(bytes, bound, wire.LogEntry, (message) => ({
    shard: count(message.shard, 'shard'),
    writer: named(message.writer, 'writer'),
    epoch: epoch(count(message.epoch, 'epoch')),
    from: sequence(count(message.from, 'from')),
    seed: message.seed,
    envelopes: items(message.envelopes, 'facts', limits.logFacts).map((envelope) =>
      within(envelope, envelopeBound),
    ),
  }))
}
