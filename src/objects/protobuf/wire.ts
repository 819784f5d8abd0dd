// The fields of a protobuf message, as they lie on the wire.

/** One field: its number, and a varint, eight bytes, or bytes of a length. */
export interface WireField {
  readonly number: number
  readonly value: number | Uint8Array
  /** How `value` was written: a number of its own, eight bytes, or bytes. */
  readonly form: 'varint' | 'fixed' | 'bytes'
}

/** Bytes that are no message. */
export class MalformedMessage extends Error {}

/** The fields of a message, in the order of the wire. */
export function wireFields(bytes: Uint8Array): readonly WireField[] {
  const fields: WireField[] = []
  const at = { offset: 0 }
  while (at.offset < bytes.length) {
    const tag = varint(bytes, at)
    fields.push(fieldOf(bytes, at, tag))
  }
  return fields
}

interface Cursor {
  offset: number
}

function fieldOf(bytes: Uint8Array, at: Cursor, tag: number): WireField {
  const number = Math.floor(tag / 8)
  switch (tag % 8) {
    case 0:
      return { number, form: 'varint', value: varint(bytes, at) }
    case 1:
      return { number, form: 'fixed', value: taken(bytes, at, 8) }
    case 2:
      return { number, form: 'bytes', value: taken(bytes, at, varint(bytes, at)) }
    case 5:
      return { number, form: 'fixed', value: taken(bytes, at, 4) }
    default:
      throw new MalformedMessage(`field ${number} has the unknown wire type ${tag % 8}`)
  }
}

function taken(bytes: Uint8Array, at: Cursor, length: number): Uint8Array {
  const end = at.offset + length
  if (length < 0 || end > bytes.length)
    throw new MalformedMessage('a field is longer than its message')
  const part = bytes.subarray(at.offset, end)
  at.offset = end
  return part
}

const signBit = 2n ** 63n

/** A number of one to ten bytes; what has the sign bit is negative. */
function varint(bytes: Uint8Array, at: Cursor): number {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = bytes[at.offset]
    if (byte === undefined) throw new MalformedMessage('a number has no end')
    at.offset += 1
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return Number(value >= signBit ? BigInt.asIntN(64, value) : value)
  }
  throw new MalformedMessage('a number is too long')
}

/** The numbers that are packed into bytes. */
export function packed(bytes: Uint8Array): readonly number[] {
  const numbers: number[] = []
  const at = { offset: 0 }
  while (at.offset < bytes.length) numbers.push(varint(bytes, at))
  return numbers
}
