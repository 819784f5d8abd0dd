// Facts as they lie in the store: `crc32c | epoch | chain | envelope` in the tail, `crc32c | epoch | seq | envelope` in the base.
import { hashBytes } from '../../src/kernel/chain.ts'
import { epoch, sequence } from '../../src/kernel/ids.ts'
import type { Epoch, Sequence } from '../../src/kernel/ids.ts'
import { countAt, crcBytes, crcFits, putCount, sealCrc } from './bytes.ts'

/** A fact of the tail; its sequence is in its name. */
export interface TailRecord {
  readonly epoch: Epoch
  readonly chain: Uint8Array
  readonly envelope: Uint8Array
}

/** A fact of the base. */
export interface BaseRecord {
  readonly epoch: Epoch
  readonly seq: Sequence
  readonly envelope: Uint8Array
}

const epochAt = crcBytes
const chainAt = epochAt + 8
const tailEnvelopeAt = chainAt + hashBytes
const seqAt = epochAt + 8
const baseEnvelopeAt = seqAt + 8

/** What a tail record adds to its envelope. */
export const tailOverhead = tailEnvelopeAt

/** Writes a tail record into `out` at `at`; it takes `tailOverhead` bytes and the envelope's. */
export function putTail(out: Uint8Array, at: number, record: TailRecord): Uint8Array {
  const bytes = out.subarray(at, at + tailEnvelopeAt + record.envelope.length)
  putCount(bytes, epochAt, record.epoch)
  bytes.set(record.chain, chainAt)
  bytes.set(record.envelope, tailEnvelopeAt)
  sealCrc(bytes)
  return bytes
}

/** Reads a tail record; undefined when it is damaged. The parts are views of `bytes`. */
export function readTail(bytes: Uint8Array): TailRecord | undefined {
  if (!crcFits(bytes, tailEnvelopeAt)) return undefined
  return {
    epoch: epoch(countAt(bytes, epochAt)),
    chain: bytes.subarray(chainAt, tailEnvelopeAt),
    envelope: bytes.subarray(tailEnvelopeAt),
  }
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
