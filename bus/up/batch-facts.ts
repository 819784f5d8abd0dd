// A batch that came, its facts read and each found in its place.
import type { Batch } from '../../schemas/batch.ts'
import { bodyOf } from '../../schemas/fact-codec.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { toHex } from '../../src/kernel/hex.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'

/** A batch and its facts. */
export interface ReadBatch extends Batch {
  readonly facts: readonly Envelope[]
}

/** Reads the facts; MALFORMED when one is not what its place in the batch says. */
export function readFacts(batch: Batch): ReadBatch | Fault {
  const facts: Envelope[] = []
  for (const [at, bytes] of batch.envelopes.entries()) {
    const fact = decodeEnvelope(bytes)
    if (isFault(fact)) return fact
    if (!isAt(fact, batch, at)) return misplaced(batch, fact)
    facts.push(fact)
  }
  return { ...batch, facts }
}

const isAt = (fact: Envelope, batch: Batch, at: number): boolean =>
  fact.producer === batch.producer &&
  fact.lane === batch.lane &&
  fact.epoch === batch.epoch &&
  fact.seq === batch.from + at

const misplaced = (batch: Batch, fact: Envelope): Fault =>
  new Fault(
    'MALFORMED',
    `expected facts of ${batch.producer} ${batch.lane} ${batch.epoch} from ${batch.from}, got ${fact.producer} ${fact.lane} ${fact.epoch} ${fact.seq} among them`,
  )

/**
 * The epoch that a batch's own one follows, if the batch begins it: with the log's first fact (0), or with an `epoch-began`
 * that hangs where the batch does. undefined for any other batch.
 */
export function epochBefore(batch: ReadBatch): number | undefined {
  const first = batch.facts[0]
  if (first === undefined) return undefined
  if (batch.from === 1) return 0
  const body = first.kind === 'epoch-began' ? bodyOf(first.body) : undefined
  if (body === undefined || isFault(body)) return undefined
  const { previous, upTo, chain } = body
  const hangs = upTo === batch.from - 1 && chain === toHex(batch.previousChain)
  return hangs && typeof previous === 'number' ? previous : undefined
}
