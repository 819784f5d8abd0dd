// Batches: facts of one lane, in order, with the chain before and after them; they travel signed as `batch`.
import type { Fault } from '../src/kernel/fault.ts'
import { epoch, producerId, sequence } from '../src/kernel/ids.ts'
import type { Epoch, ProducerId, Sequence } from '../src/kernel/ids.ts'
import type { Lane } from '../src/facts.ts'
import { keptLaneOf, laneNumber } from './envelope.ts'
import { limits } from './limits.ts'
import { count, decoded, exactly, finished, items, named, tooLarge, wire } from './wire.ts'

/** Facts `from`, `from + 1`, … of one lane; `previousChain` is chain(from − 1), `chain` that of the last. */
export interface Batch {
  readonly producer: ProducerId
  readonly lane: Lane
  readonly epoch: Epoch
  readonly from: Sequence
  readonly previousChain: Uint8Array
  readonly chain: Uint8Array
  /** Envelopes as they lie in the journal, untouched. */
  readonly envelopes: readonly Uint8Array[]
  /** Facts up to here the producer cannot tell any more; absent: it can tell all, or is of a version that does not say. */
  readonly checkpoint?: number | undefined
}

const bound = { what: 'a batch', bytesMax: limits.batchBytes }
const envelopeBound = { what: 'a fact in its envelope', bytesMax: limits.envelopeBytes }

/** The bytes of a batch; the caller keeps it below `limits.batchBytes` and the transport's own bound. */
export function encodeBatch(batch: Batch): Uint8Array {
  return finished(
    wire.Batch.encode({
      ...batch,
      lane: laneNumber(batch.lane),
      envelopes: [...batch.envelopes],
      checkpoint: batch.checkpoint ?? null,
    }),
  )
}

/** Reads a batch (the envelopes stay bytes): MALFORMED, TOO_LARGE or NEWER_VERSION otherwise. */
export function decodeBatch(bytes: Uint8Array): Batch | Fault {
  return decoded(bytes, bound, wire.Batch, (message) => {
    const envelopes = items(message.envelopes, 'facts', limits.batchFacts)
    const large = envelopes.find((envelope) => envelope.length > limits.envelopeBytes)
    if (large !== undefined) throw tooLarge(envelopeBound, large.length)
    return {
      producer: producerId(named(message.producer, 'producer', limits.keyLength)),
      lane: keptLaneOf(message.lane),
      epoch: epoch(count(message.epoch, 'epoch')),
      from: sequence(count(message.from, 'from', { min: 1 })),
      previousChain: exactly(message.previousChain, 'previous_chain', 32),
      chain: exactly(message.chain, 'chain', 32),
      envelopes,
      checkpoint: count(message.checkpoint, 'checkpoint') || undefined,
    }
  })
}
