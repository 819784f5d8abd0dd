// Reading and writing the numbers of stored records, and the checksum in front of each.
import { crc32c } from '../../src/kernel/crc32c.ts'

/** Bytes of the checksum at the start of every record. */
export const crcBytes = 4

/** Writes a whole number as eight bytes, the highest first. */
export function putCount(bytes: Uint8Array, at: number, n: number): void {
  putWord(bytes, at, Math.floor(n / 0x1_0000_0000))
  putWord(bytes, at + 4, n)
}

/** Reads what `putCount` wrote. */
export const countAt = (bytes: Uint8Array, at: number): number =>
  wordAt(bytes, at) * 0x1_0000_0000 + wordAt(bytes, at + 4)

/** Fills in the checksum over [from + 4, to), at `from`. */
export const sealCrc = (bytes: Uint8Array, from = 0, to = bytes.length): void =>
  putWord(bytes, from, crc32c(bytes, from + crcBytes, to))

/** Whether a record is long enough and its checksum fits. */
export const crcFits = (bytes: Uint8Array, lengthMin: number): boolean =>
  bytes.length >= lengthMin && wordAt(bytes, 0) === crc32c(bytes, crcBytes)

/** Writes four bytes, the highest first. */
export function putWord(bytes: Uint8Array, at: number, n: number): void {
  bytes[at] = n >>> 24
  bytes[at + 1] = n >>> 16
  bytes[at + 2] = n >>> 8
  bytes[at + 3] = n
}

/** Reads four bytes as an unsigned number. */
export const wordAt = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)) >>>
  0
