// A batch as it came, from any path: its signature checked, its facts read.
import { decodeBatch } from '../../schemas/batch.ts'
import { openSigned } from '../../schemas/signed.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { producerId } from '../../src/kernel/ids.ts'
import type { ProducerId } from '../../src/kernel/ids.ts'
import type { Keyring } from '../keyring.ts'
import { readFacts } from './batch-facts.ts'
import type { ReadBatch } from './batch-facts.ts'

/** How a signature is checked; `keyOf` gives a producer's pinned key, undefined for strangers. */
export interface BatchCheck {
  readonly keyring: Pick<Keyring, 'verify'>
  readonly keyOf: (producer: ProducerId) => Uint8Array | undefined
}

/** Reads a signed batch: SIGNATURE_INVALID when its producer did not sign it, MALFORMED, TOO_LARGE, NEWER_VERSION. */
export function readSignedBatch(
  bytes: Uint8Array,
  { keyring, keyOf }: BatchCheck,
): ReadBatch | Fault {
  const opened = openSigned(bytes, {
    context: 'batch',
    keyOf: (signer) => keyOf(producerId(signer)),
    verify: keyring.verify,
  })
  if (isFault(opened)) return opened
  const batch = decodeBatch(opened.payload)
  if (isFault(batch)) return batch
  if (batch.producer === opened.signer) return readFacts(batch)
  const text = `expected a batch of ${batch.producer} signed by it, got one signed by ${opened.signer}`
  return new Fault('SIGNATURE_INVALID', text)
}
