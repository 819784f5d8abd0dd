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

/** Writes a tail record envelope by envelope, each by whoever makes it. */
export class TailWriter {
  readonly #bytes: Uint8Array
  #at = envelopesAt

  /** `bytes` are those of all envelopes, `count` their number. */
  constructor(bytes: number, count: number) {
    this.#bytes = new Uint8Array(envelopesAt + count * lengthBytes + bytes)
  }

  /** Answers where an envelope of so many bytes lies; the caller fills it in. */
  next(length: number): Uint8Array {
    putWord(this.#bytes, this.#at, length)
    const from = this.#at + lengthBytes
    this.#at = from + length
    return this.#bytes.subarray(from, this.#at)
  }

  /** The whole record. */
  finish(epoch: Epoch, chain: Uint8Array): Uint8Array {
    putCount(this.#bytes, epochAt, epoch)
    this.#bytes.set(chain, chainAt)
    sealCrc(this.#bytes)
    return this.#bytes
  }
}

/** The bytes of a tail record. */
export function encodeTail({ epoch, chain, envelopes }: TailRecord): Uint8Array {
  const bytes = envelopes.reduce((sum, envelope) => sum + envelope.length, 0)
  const writer = new TailWriter(bytes, envelopes.length)
  for (const envelope of envelopes) writer.next(envelope.length).set(envelope)
  return writer.finish(epoch, chain)
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
