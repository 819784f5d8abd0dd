// Stored values guarded against flipped bits: a CRC-32C before the bytes.
import { crc32c } from '../src/kernel/crc32c.ts'

const crcBytes = 4

/** A value with its checksum before it. */
export function guarded(...parts: readonly Uint8Array[]): Uint8Array {
  const value = new Uint8Array(crcBytes + parts.reduce((sum, part) => sum + part.length, 0))
  let at = crcBytes
  for (const part of parts) {
    value.set(part, at)
    at += part.length
  }
  new DataView(value.buffer).setUint32(0, crc32c(value, crcBytes))
  return value
}

/** The value without its checksum; undefined when it is damaged. */
export const unguarded = (value: Uint8Array): Uint8Array | undefined => guardedPart(value)?.slice()

/** The same where it lies: for whoever keeps thousands of them, and shares the value with nobody. */
export function guardedPart(value: Uint8Array): Uint8Array | undefined {
  if (value.length < crcBytes) return undefined
  const crc = new DataView(value.buffer, value.byteOffset).getUint32(0)
  return crc === crc32c(value, crcBytes) ? value.subarray(crcBytes) : undefined
}
