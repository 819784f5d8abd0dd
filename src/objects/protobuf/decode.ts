// Objects from protobuf, by the field numbers of their types: the JSON that means the same.
import { wallMs } from '../../kernel/time.ts'
import type { FieldType, Scalar, Schema } from '../schema/schema.ts'
import type { Json } from '../schema/typed.ts'
import { microTimestamp, timestamp } from '../timestamp.ts'
import { numberedOf } from './numbered.ts'
import type { Numbered } from './numbered.ts'
import { MalformedMessage, packed, wireFields } from './wire.ts'
import type { WireField } from './wire.ts'

/** The JSON of a message of the type `type`. */
export function decodeMessage(schema: Schema, type: string, bytes: Uint8Array): Json {
  const fields = schema.get(type)
  if (fields === undefined) throw new MalformedMessage(`the type ${type} is not known`)
  const object: Record<string, unknown> = {}
  fill(schema, numberedOf(fields), bytes, object)
  return object
}

function fill(
  schema: Schema,
  numbered: Numbered,
  bytes: Uint8Array,
  object: Record<string, unknown>,
): void {
  for (const wire of wireFields(bytes)) {
    const at = numbered.get(wire.number)
    if (at === undefined) continue
    if ('within' in at) fill(schema, at.within, bytesOf(wire), object)
    else object[at.name] = added(schema, at.field.type, object[at.name], wire)
  }
}

/** What a field holds after one more of it came. */
function added(schema: Schema, type: FieldType, before: unknown, wire: WireField): unknown {
  if (type.of === 'list')
    return [...((before as unknown[]) ?? []), ...items(schema, type.item, wire)]
  if (type.of !== 'map') return valueOf(schema, type, wire)
  const entry = wireFields(bytesOf(wire))
  const key = entry.find(({ number }) => number === 1)
  const value = entry.find(({ number }) => number === 2)
  const name = key === undefined ? '' : textOf(bytesOf(key))
  const held = value === undefined ? emptyOf(type.value) : mapValue(schema, type.value, value)
  return { ...(before as Json | undefined), [name]: held }
}

function items(schema: Schema, item: FieldType, wire: WireField): readonly unknown[] {
  const isNumber = item.of === 'scalar' && (item.scalar === 'int' || item.scalar === 'bool')
  if (isNumber && wire.form === 'bytes') return packed(bytesOf(wire))
  return [valueOf(schema, item, wire)]
}

/** A list within a map is a message of its own, with the items as its first field. */
function mapValue(schema: Schema, type: FieldType, wire: WireField): unknown {
  if (type.of !== 'list') return valueOf(schema, type, wire)
  return wireFields(bytesOf(wire)).flatMap((each) => items(schema, type.item, each))
}

const emptyOf = (type: FieldType): unknown =>
  type.of === 'scalar' && (type.scalar === 'string' || type.scalar === 'bytes') ? '' : null

function valueOf(schema: Schema, type: FieldType, wire: WireField): unknown {
  if (type.of === 'object') return decodeMessage(schema, type.type, bytesOf(wire))
  if (type.of === 'scalar') return scalars[type.scalar](wire)
  throw new MalformedMessage('a list within a list')
}

const scalars: Readonly<Record<Scalar, (wire: WireField) => unknown>> = {
  string: (wire) => textOf(bytesOf(wire)),
  int: numberOf,
  number: (wire) => new DataView(copyOf(bytesOf(wire))).getFloat64(0, true),
  bool: (wire) => numberOf(wire) !== 0,
  time: (wire) => timeOf(bytesOf(wire), (micros) => timestamp(wallMs(micros / 1000))),
  micro: (wire) => timeOf(bytesOf(wire), microTimestamp),
  bytes: (wire) => btoa(Array.from(bytesOf(wire), (byte) => String.fromCharCode(byte)).join('')),
  quantity: (wire) => textOf(first(bytesOf(wire), 1)),
  'int|string': intOrString,
  any: (wire) => JSON.parse(textOf(first(bytesOf(wire), 1)) || 'null') as unknown,
}

function bytesOf({ number, value }: WireField): Uint8Array {
  if (typeof value !== 'number') return value
  throw new MalformedMessage(`field ${number} must hold bytes`)
}

function numberOf({ number, value }: WireField): number {
  if (typeof value === 'number') return value
  throw new MalformedMessage(`field ${number} must hold a number`)
}

const decoder = new TextDecoder()
const textOf = (bytes: Uint8Array): string => decoder.decode(bytes)
const copyOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

const first = (bytes: Uint8Array, number: number): Uint8Array => {
  const found = wireFields(bytes).find((field) => field.number === number)
  return found === undefined ? new Uint8Array() : bytesOf(found)
}

/** Seconds and nanoseconds; no time at all where both are zero. */
function timeOf(bytes: Uint8Array, spell: (micros: number) => string): string | null {
  const fields = wireFields(bytes)
  const number = (wanted: number) => {
    const field = fields.find((each) => each.number === wanted)
    return field === undefined ? 0 : numberOf(field)
  }
  const micros = number(1) * 1e6 + Math.floor(number(2) / 1000)
  return micros === 0 ? null : spell(micros)
}

function intOrString(wire: WireField): number | string {
  const fields = wireFields(bytesOf(wire))
  const field = (wanted: number) => fields.find((each) => each.number === wanted)
  const kind = field(1)
  if (kind !== undefined && numberOf(kind) === 1) {
    const text = field(3)
    return text === undefined ? '' : textOf(bytesOf(text))
  }
  const int = field(2)
  return int === undefined ? 0 : numberOf(int)
}
