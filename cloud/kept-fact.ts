// The fact that a line of the cloud's journal is about: its own, or another producer's as it was taken.
import type { Stored } from '../bus/journal.ts'
import { factTaken, takenFact } from '../bus/up/taken.ts'
import { decodeEnvelope } from '../schemas/envelope.ts'
import type { Envelope } from '../schemas/envelope.ts'
import { isFault } from '../src/kernel/fault.ts'

/** The envelope; undefined for what cannot be read, and for the books that the owner keeps about lanes. */
export function keptFact(stored: Stored): Envelope | undefined {
  const envelope = decodeEnvelope(stored.envelope)
  if (isFault(envelope) || envelope.kind === 'lane-taken') return undefined
  return envelope.kind === factTaken ? takenFact(stored) : envelope
}
