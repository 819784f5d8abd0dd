// Unpacking of snappy blocks, as LevelDB's tables have them; bytes that are none give undefined.

/** No block that we write is larger. */
const unpackedBytesMax = 64 * 1_048_576

/** The unpacked bytes; undefined when the packed ones are damaged. */
export function unsnappy(packed: Uint8Array): Uint8Array | undefined {
  const head = varint(packed, 0)
  if (head === undefined || head.value > unpackedBytesMax) return undefined
  const out = new Uint8Array(head.value)
  let from = head.next
  let to = 0
  while (from < packed.length) {
    const part = partAt(packed, from)
    if (part === undefined || to + part.length > out.length) return undefined
    if (part.back === 0) {
      if (part.next + part.length > packed.length) return undefined
      out.set(packed.subarray(part.next, part.next + part.length), to)
      from = part.next + part.length
    } else {
      if (part.back > to) return undefined
      for (let n = 0; n < part.length; n++) out[to + n] = out[to + n - part.back] ?? 0
      from = part.next
    }
    to += part.length
  }
  return to === out.length ? out : undefined
}

/** A literal of `length` bytes (`back` 0), or a copy of `length` bytes from `back` bytes before. */
interface Part {
  readonly length: number
  readonly back: number
  readonly next: number
}

function partAt(bytes: Uint8Array, at: number): Part | undefined {
  const tag = bytes[at] ?? 0
  const high = tag >> 2
  if ((tag & 3) === 0) return literalAt(bytes, at, high)
  if ((tag & 3) === 1) return copy(4 + (high & 7), ((tag >> 5) << 8) | (bytes[at + 1] ?? 0), at + 2)
  const size = (tag & 3) === 2 ? 2 : 4
  return copy(high + 1, little(bytes, at + 1, size), at + 1 + size)
}

/** A copy reaches back by at least one byte. */
const copy = (length: number, back: number, next: number): Part | undefined =>
  back === 0 ? undefined : { length, back, next }

function literalAt(bytes: Uint8Array, at: number, high: number): Part {
  if (high < 60) return { length: high + 1, back: 0, next: at + 1 }
  const size = high - 59
  return { length: little(bytes, at + 1, size) + 1, back: 0, next: at + 1 + size }
}

function little(bytes: Uint8Array, at: number, size: number): number {
  let value = 0
  for (let n = size - 1; n >= 0; n--) value = value * 256 + (bytes[at + n] ?? 0)
  return value
}

/** A number of seven bits a byte, the lowest first; undefined when it does not end. */
export function varint(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly next: number } | undefined {
  let value = 0
  for (let n = 0; n < 8 && at + n < bytes.length; n++) {
    const byte = bytes[at + n] ?? 0
    value += (byte & 127) * 2 ** (7 * n)
    if (byte < 128) return { value, next: at + n + 1 }
  }
  return undefined
}
