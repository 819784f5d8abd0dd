// The fact that a line of the cloud's journal is about: its own, or another producer's as it was taken.
import type { Stored } from '../bus/journal.ts'
import { factTaken, takenFact } from '../bus/up/taken.ts'
import { decodeEnvelope } from '../schemas/envelope.ts'
import type { Envelope } from '../schemas/envelope.ts'
import { isFault } from '../src/kernel/fault.ts'

/** What a replica notes about lanes and logs that it reads. */
const books: ReadonlySet<string> = new Set(['lane-taken', 'shard-followed'])

/** The envelope; undefined for what cannot be read, and for the books about lanes and logs. */
export function keptFact(stored: Stored): Envelope | undefined {
  const envelope = decodeEnvelope(stored.envelope)
  if (isFault(envelope)) return undefined
  const fact = envelope.kind === factTaken ? takenFact(stored) : envelope
  return fact === undefined || books.has(fact.kind) ? undefined : fact
}
