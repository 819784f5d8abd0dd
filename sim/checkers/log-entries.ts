// Entries of shards' logs, as checkers read them: no signature is asked for.
import { decodeEnvelope } from '../../schemas/envelope.ts'
import { decodeShardEntry } from '../../schemas/log-entry.ts'
import type { ShardEntry } from '../../schemas/log-entry.ts'
import { openSigned } from '../../schemas/signed.ts'
import { isFault } from '../../src/kernel/fault.ts'

/** The entry in the bytes of a log; undefined where there is none. */
export function entryIn(bytes: Uint8Array): ShardEntry | undefined {
  const opened = openSigned(bytes, { context: 'log', keyOf: () => bytes, verify: () => true })
  const entry = isFault(opened) ? opened : decodeShardEntry(opened.payload)
  return isFault(entry) ? undefined : entry
}

/** Whether an owner begins with it. */
export function isBeginning({ envelopes: [first], seed }: ShardEntry): boolean {
  const envelope = first === undefined || seed ? undefined : decodeEnvelope(first)
  return envelope !== undefined && !isFault(envelope) && envelope.kind === 'owner-began'
}
