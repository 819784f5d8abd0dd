// CRC-32C (Castagnoli), four bytes a step: what guards a stored record against flipped bits.

const polynomial = 0x82f63b78
const tables = makeTables()
const [t0, t1, t2, t3] = tables

function makeTables(): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const tables = [0, 1, 2, 3].map(() => new Int32Array(256))
  const [a, b, c, d] = tables as [Int32Array, Int32Array, Int32Array, Int32Array]
  for (let n = 0; n < 256; n++) {
    let crc = n
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    a[n] = crc
  }
  const step = (crc: number): number => (crc >>> 8) ^ (a[crc & 255] ?? 0)
  for (let n = 0; n < 256; n++) {
    b[n] = step(a[n] ?? 0)
    c[n] = step(b[n] ?? 0)
    d[n] = step(c[n] ?? 0)
  }
  return [a, b, c, d]
}

/** The checksum of `bytes` in [from, to), as an unsigned number. */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = -1
  let at = from
  for (; at + 4 <= to; at += 4) {
    crc ^=
      byte(bytes, at) |
      (byte(bytes, at + 1) << 8) |
      (byte(bytes, at + 2) << 16) |
      (byte(bytes, at + 3) << 24)
    crc =
      look(t3, crc & 255) ^
      look(t2, (crc >>> 8) & 255) ^
      look(t1, (crc >>> 16) & 255) ^
      look(t0, crc >>> 24)
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ look(t0, (crc ^ byte(bytes, at)) & 255)
  return (crc ^ -1) >>> 0
}

// Both are in range by construction; the casts keep the loop free of checks that never fail.
const byte = (bytes: Uint8Array, at: number): number => bytes[at] as number
const look = (table: Int32Array, at: number): number => table[at] as number
