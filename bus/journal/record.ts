// Facts as they lie in the store. The tail has one record a lane and commit, named for its first sequence:
// `crc32c | epoch | chain of the last | (length | envelope)*`. The base has one a key: `crc32c | epoch | seq | envelope`.
import { hashBytes } from '../../src/kernel/chain.ts'
import { epoch, sequence } from '../../src/kernel/ids.ts'
import type { Epoch, Sequence } from '../../src/kernel/ids.ts'
import { countAt, crcBytes, crcFits, putCount, putWord, sealCrc, wordAt } from './bytes.ts'

/** Facts of the tail that follow on each other; the sequence of the first is in the record's name. */
export interface TailRecord {
  readonly epoch: Epoch
  /** chain of the last. */
  readonly chain: Uint8Array
  readonly envelopes: readonly Uint8Array[]
}

/** A fact of the base. */
export interface BaseRecord {
  readonly epoch: Epoch
  readonly seq: Sequence
  readonly envelope: Uint8Array
}

const epochAt = crcBytes
const chainAt = epochAt + 8
const envelopesAt = chainAt + hashBytes
const lengthBytes = 4
const seqAt = epochAt + 8
const baseEnvelopeAt = seqAt + 8

/** The bytes of a tail record. */
export function encodeTail({ epoch, chain, envelopes }: TailRecord): Uint8Array {
  let length = envelopesAt
  for (const envelope of envelopes) length += lengthBytes + envelope.length
  const bytes = new Uint8Array(length)
  putCount(bytes, epochAt, epoch)
  bytes.set(chain, chainAt)
  let at = envelopesAt
  for (const envelope of envelopes) {
    putWord(bytes, at, envelope.length)
    bytes.set(envelope, at + lengthBytes)
    at += lengthBytes + envelope.length
  }
  sealCrc(bytes)
  return bytes
}

/** Reads a tail record; undefined when it is damaged. The parts are views of `bytes`. */
export function readTail(bytes: Uint8Array): TailRecord | undefined {
  if (!crcFits(bytes, envelopesAt)) return undefined
  const envelopes: Uint8Array[] = []
  for (let at = envelopesAt; at < bytes.length;) {
    const end = at + lengthBytes + wordAt(bytes, at)
    envelopes.push(bytes.subarray(at + lengthBytes, end))
    at = end
  }
  const chain = bytes.subarray(chainAt, envelopesAt)
  return { epoch: epoch(countAt(bytes, epochAt)), chain, envelopes }
}

/** The bytes of a base record. */
export function encodeBase(record: BaseRecord): Uint8Array {
  const bytes = new Uint8Array(baseEnvelopeAt + record.envelope.length)
  putCount(bytes, epochAt, record.epoch)
  putCount(bytes, seqAt, record.seq)
  bytes.set(record.envelope, baseEnvelopeAt)
  sealCrc(bytes)
  return bytes
}

/** Reads a base record; undefined when it is damaged. The envelope is a view of `bytes`. */
export function readBase(bytes: Uint8Array): BaseRecord | undefined {
  if (!crcFits(bytes, baseEnvelopeAt)) return undefined
  return {
    epoch: epoch(countAt(bytes, epochAt)),
    seq: sequence(countAt(bytes, seqAt)),
    envelope: bytes.subarray(baseEnvelopeAt),
  }
}
