// CRC-32C (Castagnoli), eight bytes a step: what guards a stored record against flipped bits.

const polynomial = 0x82f63b78
const [t0, t1, t2, t3, t4, t5, t6, t7] = makeTables()

type Table = Int32Array<ArrayBuffer>
type Tables = readonly [Table, Table, Table, Table, Table, Table, Table, Table]

/** Table k holds the checksum of each byte followed by k zero bytes. */
function makeTables(): Tables {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    return crc
  })
  const next = (table: Table): Table => table.map((crc) => (crc >>> 8) ^ look(first, crc & 255))
  const tables = [first]
  for (let k = 1; k < 8; k++) tables.push(next(tables[k - 1] ?? first))
  return tables as unknown as Tables
}

/** The checksum of `bytes` in [from, to), as an unsigned number. */
export function crc32c(bytes: Uint8Array, from = 0, to = bytes.length): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let crc = -1
  let at = from
  for (; at + 8 <= to; at += 8)
    crc = step(crc ^ view.getInt32(at, true), view.getInt32(at + 4, true))
  for (; at < to; at++) crc = (crc >>> 8) ^ look(t0, (crc ^ view.getUint8(at)) & 255)
  return (crc ^ -1) >>> 0
}

const step = (low: number, high: number): number =>
  look(t7, low & 255) ^
  look(t6, (low >>> 8) & 255) ^
  look(t5, (low >>> 16) & 255) ^
  look(t4, low >>> 24) ^
  look(t3, high & 255) ^
  look(t2, (high >>> 8) & 255) ^
  look(t1, (high >>> 16) & 255) ^
  look(t0, high >>> 24)

/** In range by construction: the cast keeps a check that never fails out of the loop. */
function look(table: Table, at: number): number {
  return table[at] as number
}
