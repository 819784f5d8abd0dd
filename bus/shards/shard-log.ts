// One shard's log as its readers and writers use it: signed entries out, checked entries in.
import { decodeShardEntry, encodeShardEntry } from '../../schemas/log-entry.ts'
import type { ShardEntry } from '../../schemas/log-entry.ts'
import { openSigned, sealSigned } from '../../schemas/signed.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { toHex } from '../../src/kernel/hex.ts'
import type { ProducerId } from '../../src/kernel/ids.ts'
import type { Keyring } from '../keyring.ts'
import type { LogEntry } from '../log.ts'

/** Who signs and checks: all replicas of a cloud have one key. */
export interface EntrySigner {
  readonly producer: ProducerId
  readonly keyring: Pick<Keyring, 'sign' | 'verify' | 'publicKeys' | 'hash'>
}

/** The bytes of an entry, signed. */
export const signedEntry = ({ producer, keyring }: EntrySigner, entry: ShardEntry): Uint8Array =>
  sealSigned({ context: 'log', signer: producer }, encodeShardEntry(entry), keyring.sign)

/** What tells an entry from another one in the same place. */
export const markOf = ({ keyring }: EntrySigner, bytes: Uint8Array): string =>
  toHex(keyring.hash(bytes).subarray(0, 8))

/** Reads an entry: SIGNATURE_INVALID when no replica of this cloud wrote it, MALFORMED when it is of another shard. */
export function readEntry(
  { keyring }: EntrySigner,
  shard: number,
  { bytes }: LogEntry,
): ShardEntry | Fault {
  const opened = openSigned(bytes, {
    context: 'log',
    keyOf: () => keyring.publicKeys.sign,
    verify: keyring.verify,
  })
  if (isFault(opened)) return opened
  const entry = decodeShardEntry(opened.payload)
  if (isFault(entry) || entry.shard === shard) return entry
  return new Fault('MALFORMED', `expected an entry of shard ${shard}, got one of ${entry.shard}`)
}
