// Whether a table of LevelDB is whole: every block's own checksum, which LevelDB does not look at unless asked to.
//
// It must be known before LevelDB opens the table: reading a bent block, it stops the process with an assertion.
import { crc32c } from '../../src/kernel/crc32c.ts'
import { unsnappy, varint } from './snappy.ts'

const footerBytes = 48
const magic = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb]
const trailerBytes = 5

interface Handle {
  readonly from: number
  readonly bytes: number
}

/** Checks the footer, both indexes, and every block that they name: data and filters. */
export function tableIsWhole(table: Uint8Array): boolean {
  const footer = table.length - footerBytes
  if (footer < 0 || !magic.every((byte, at) => table[footer + 40 + at] === byte)) return false
  const meta = handleAt(table, footer)
  const index = meta && handleAt(table, meta.next)
  if (meta === undefined || index === undefined) return false
  return [meta.handle, index.handle].every((handle) => {
    const block = unpacked(table, handle)
    const named = block && handlesOf(block)
    return named?.every((each) => blockIsWhole(table, each)) ?? false
  })
}

function handleAt(
  bytes: Uint8Array,
  at: number,
): { readonly handle: Handle; readonly next: number } | undefined {
  const from = varint(bytes, at)
  const size = from && varint(bytes, from.next)
  if (from === undefined || size === undefined) return undefined
  return { handle: { from: from.value, bytes: size.value }, next: size.next }
}

/** Contents and type under one checksum. */
function blockIsWhole(table: Uint8Array, { from, bytes }: Handle): boolean {
  const end = from + bytes
  if (end + trailerBytes > table.length) return false
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength)
  return view.getUint32(end + 1, true) === maskedCrc(table, from, end + 1)
}

/** LevelDB's checksum over [from, to), as it is stored. */
export function maskedCrc(bytes: Uint8Array, from: number, to: number): number {
  const crc = crc32c(bytes, from, to)
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

function unpacked(table: Uint8Array, handle: Handle): Uint8Array | undefined {
  if (!blockIsWhole(table, handle)) return undefined
  const end = handle.from + handle.bytes
  const contents = table.subarray(handle.from, end)
  return table[end] === 0 ? contents : unsnappy(contents)
}

/** The handles that an index block holds: its values. Keys are skipped. */
function handlesOf(block: Uint8Array): readonly Handle[] | undefined {
  if (block.length < 4) return undefined
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength)
  const end = block.length - 4 - 4 * view.getUint32(block.length - 4, true)
  const handles: Handle[] = []
  for (let at = 0; at < end;) {
    const shared = varint(block, at)
    const own = shared && varint(block, shared.next)
    const size = own && varint(block, own.next)
    if (own === undefined || size === undefined) return undefined
    const value = size.next + own.value
    const found = handleAt(block, value)
    if (found === undefined) return undefined
    handles.push(found.handle)
    at = value + size.value
  }
  return handles
}
