// A lane's checkpoint and the journal's own record: where the base ends, and whose journal this is.
import { chainStart, hashBytes } from '../../src/kernel/chain.ts'
import { epoch, producerId, sequence } from '../../src/kernel/ids.ts'
import type { Epoch, ProducerId, Sequence } from '../../src/kernel/ids.ts'
import { countAt, crcBytes, crcFits, putCount, sealCrc } from './bytes.ts'

/** Everything up to `at` is in the base (or was dropped): its chain there, and what the base sums to. */
export interface Checkpoint {
  readonly at: Sequence
  readonly chain: Uint8Array
  readonly count: number
  readonly sum: Uint8Array
}

/** Whose journal, in which format, and the epoch that is being written. */
export interface Meta {
  readonly version: number
  readonly epoch: Epoch
  readonly producer: ProducerId
}

/** The format this code reads and writes. */
export const formatVersion = 1

/** Before anything was compacted. */
export const checkpointStart: Checkpoint = {
  at: sequence(0),
  chain: chainStart,
  count: 0,
  sum: new Uint8Array(hashBytes),
}

const checkpointBytes = crcBytes + 8 + hashBytes + 8 + hashBytes
const metaHead = crcBytes + 8 + 8

/** The bytes of a checkpoint. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const bytes = new Uint8Array(checkpointBytes)
  putCount(bytes, crcBytes, checkpoint.at)
  bytes.set(checkpoint.chain, crcBytes + 8)
  putCount(bytes, crcBytes + 8 + hashBytes, checkpoint.count)
  bytes.set(checkpoint.sum, crcBytes + 16 + hashBytes)
  sealCrc(bytes)
  return bytes
}

/** Reads a checkpoint; undefined when it is damaged. */
export function readCheckpoint(bytes: Uint8Array): Checkpoint | undefined {
  if (!crcFits(bytes, checkpointBytes)) return undefined
  return {
    at: sequence(countAt(bytes, crcBytes)),
    chain: bytes.slice(crcBytes + 8, crcBytes + 8 + hashBytes),
    count: countAt(bytes, crcBytes + 8 + hashBytes),
    sum: bytes.slice(crcBytes + 16 + hashBytes, checkpointBytes),
  }
}

/** The bytes of how far a lane is confirmed. */
export function encodeConfirmed(upTo: Sequence): Uint8Array {
  const bytes = new Uint8Array(crcBytes + 8)
  putCount(bytes, crcBytes, upTo)
  sealCrc(bytes)
  return bytes
}

/** Reads how far a lane is confirmed; what is not there or damaged confirms nothing. */
export const readConfirmed = (bytes: Uint8Array | undefined): Sequence =>
  sequence(bytes !== undefined && crcFits(bytes, crcBytes + 8) ? countAt(bytes, crcBytes) : 0)

/** The bytes of the journal's own record; checksum and version stay where they are in every format. */
export function encodeMeta(meta: Meta): Uint8Array {
  const producer = new TextEncoder().encode(meta.producer)
  const bytes = new Uint8Array(metaHead + producer.length)
  putCount(bytes, crcBytes, meta.version)
  putCount(bytes, crcBytes + 8, meta.epoch)
  bytes.set(producer, metaHead)
  sealCrc(bytes)
  return bytes
}

/** Reads the journal's own record; undefined when it is damaged. */
export function readMeta(bytes: Uint8Array): Meta | undefined {
  if (!crcFits(bytes, metaHead)) return undefined
  return {
    version: countAt(bytes, crcBytes),
    epoch: epoch(countAt(bytes, crcBytes + 8)),
    producer: producerId(new TextDecoder().decode(bytes.subarray(metaHead))),
  }
}
