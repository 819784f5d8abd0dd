// The ledger: every fact that a journal ever acknowledged, by its producer and place.
import type { Stored } from '../../bus/journal.ts'
import { factTaken, isCloud } from '../../bus/up/taken.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { assert } from '../../src/kernel/assert.ts'

/** A fact in the ledger. */
export interface Acknowledged {
  readonly stored: Stored
  readonly envelope: Envelope
}

/** The acknowledged facts of all producers. */
export interface Ledger {
  readonly add: (stored: Stored) => Acknowledged
  /** Those of one producer, in the order they were heard. */
  readonly of: (producer: string) => readonly Acknowledged[]
  /** What the cloud itself decided, each once, whichever replica wrote it and whoever keeps it. */
  readonly decided: () => readonly Acknowledged[]
  /** A producer's disk was wiped: nobody can expect its facts any more. */
  readonly forget: (producer: string) => void
  /** How often that was so. */
  readonly forgotten: (producer: string) => number
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const all = new Map<string, Acknowledged[]>()
  const decided: Acknowledged[] = []
  const forgotten = new Map<string, number>()
  return {
    add: (stored) => {
      const envelope = decodeEnvelope(stored.envelope)
      assert(!isFault(envelope), 'a journal tells envelopes')
      const entry = { stored, envelope }
      const own = all.get(envelope.producer) ?? []
      own.push(entry)
      all.set(envelope.producer, own)
      if (isCloud(envelope.producer) && envelope.kind !== factTaken) decided.push(entry)
      return entry
    },
    of: (producer) => all.get(producer) ?? [],
    decided: () => decided,
    forget: (producer) => {
      all.delete(producer)
      forgotten.set(producer, (forgotten.get(producer) ?? 0) + 1)
    },
    forgotten: (producer) => forgotten.get(producer) ?? 0,
  }
}
