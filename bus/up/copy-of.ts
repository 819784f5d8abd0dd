// A fact of a past epoch that is written again in this one, because nobody can take it under its old identity any more.
import { decodeEnvelope, identityOf } from '../../schemas/envelope.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Draft, Stored } from '../journal.ts'

/** The copy, whose cause is the fact it repeats; what a journal said about its own epochs is not repeated. */
export function copyOf(stored: Stored): readonly Draft[] {
  const envelope = decodeEnvelope(stored.envelope)
  if (isFault(envelope) || envelope.kind === 'epoch-began') return []
  const { kind, kindVersion, key, hlc, body } = envelope
  return [{ lane: stored.lane, kind, kindVersion, key, hlc, body, cause: identityOf(envelope) }]
}

/** Whether a fact of a producer's own journal is a copy: nothing else in it has a cause. */
export function isCopy({ envelope }: Stored): boolean {
  const decoded = decodeEnvelope(envelope)
  return !isFault(decoded) && decoded.cause !== undefined
}
