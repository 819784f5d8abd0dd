// Objects to protobuf, by the field numbers of their types: the bytes that mean the same as their JSON.
import { joined } from '../../kernel/bytes.ts'
import { utf8 } from '../answers/json-bytes.ts'
import type { Field, Fields, FieldType, Scalar, Schema } from '../schema/schema.ts'
import { isJson } from '../schema/typed.ts'
import type { Json } from '../schema/typed.ts'
import { parseMicros } from '../timestamp.ts'
import { numberedOf } from './numbered.ts'
import type { Numbered } from './numbered.ts'

type Bytes = Uint8Array

/** An object that has a field whose number is not known. */
export class Unsayable extends Error {}

const empty: Bytes = new Uint8Array()

function varint(value: number): Bytes {
  if (!Number.isSafeInteger(value)) throw new Unsayable(`${value} as a whole number`)
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  return Uint8Array.of(...bytes, Number(rest))
}

/** A field that holds bytes. */
export const bytesField = (number: number, bytes: Bytes): Bytes =>
  joined([varint(number * 8 + 2), varint(bytes.length), bytes])

const numberField = (at: number, value: number): Bytes => joined([varint(at * 8), varint(value)])

/** The message of an object of the type `type`; throws `Unsayable` rather than leave something out. */
export function encodeMessage(schema: Schema, type: string, object: Json): Bytes {
  const fields = schema.get(type)
  if (fields === undefined) throw new Unsayable(`the type ${type} is not known`)
  refuseLoss(fields, object)
  return messageOf(schema, numberedOf(fields), object)
}

const identity = new Set(['apiVersion', 'kind'])

function refuseLoss(fields: Fields, object: Json): void {
  for (const name of Object.keys(object)) {
    if (identity.has(name)) continue
    if ((fields.get(name)?.numbers ?? []).length === 0) throw new Unsayable(`the field ${name}`)
  }
}

function messageOf(schema: Schema, numbered: Numbered, object: Json): Bytes {
  const parts: Bytes[] = []
  for (const [number, at] of numbered) {
    if ('within' in at) parts.push(bytesField(number, messageOf(schema, at.within, object)))
    else parts.push(fieldOf(schema, number, at.field, object[at.name]))
  }
  return joined(parts)
}

function fieldOf(schema: Schema, number: number, { type, absence }: Field, value: unknown): Bytes {
  if (value !== undefined && value !== null) return encoded(schema, number, type, value)
  const zero = absence === 'zero' || absence === 'zero-left-out' || isPlainText(type, absence)
  return zero ? zeroOf(schema, number, type) : empty
}

const isPlainText = (type: FieldType, absence: Field['absence']): boolean =>
  type.of === 'scalar' && type.scalar === 'string' && absence === 'empty-left-out'

/** What is no pointer is always written, also when it is empty. */
function zeroOf(schema: Schema, number: number, type: FieldType): Bytes {
  if (type.of === 'object') return encoded(schema, number, type, {})
  if (type.of !== 'scalar') return empty
  if (type.scalar === 'int' || type.scalar === 'bool') return numberField(number, 0)
  return type.scalar === 'string' ? bytesField(number, empty) : empty
}

/** One field, with its number, as often as its value has parts. */
function encoded(schema: Schema, at: number, type: FieldType, value: unknown): Bytes {
  switch (type.of) {
    case 'list':
      return joined(listOf(value).map((item) => encoded(schema, at, type.item, item)))
    case 'map':
      return joined(
        Object.entries(objectOf(value)).map(([key, each]) =>
          bytesField(at, joined([bytesField(1, utf8(key)), inMap(schema, type.value, each)])),
        ),
      )
    case 'object':
      return bytesField(at, encodeMessage(schema, type.type, objectOf(value)))
    case 'scalar':
      return scalars[type.scalar](at, value)
  }
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new Unsayable('something else as a list')
}

function objectOf(value: unknown): Json {
  if (isJson(value)) return value
  throw new Unsayable('something else as an object')
}

const inMap = (schema: Schema, type: FieldType, value: unknown): Bytes =>
  type.of === 'list'
    ? bytesField(2, encoded(schema, 1, type, value))
    : encoded(schema, 2, type, value)

const textField = (at: number, value: unknown): Bytes => bytesField(at, utf8(String(value)))

const scalars: Readonly<Record<Scalar, (at: number, value: unknown) => Bytes>> = {
  string: textField,
  int: (at, value) => numberField(at, value as number),
  bool: (at, value) => numberField(at, value === true ? 1 : 0),
  number: (at, value) => joined([varint(at * 8 + 1), float(value as number)]),
  time: (at, value) => bytesField(at, time(value)),
  micro: (at, value) => bytesField(at, time(value)),
  bytes: (at, value) =>
    bytesField(
      at,
      Uint8Array.from(atob(String(value)), (letter) => letter.charCodeAt(0)),
    ),
  quantity: (at, value) => bytesField(at, textField(1, value)),
  'int|string': (at, value) =>
    bytesField(
      at,
      typeof value === 'number'
        ? joined([numberField(1, 0), numberField(2, value), bytesField(3, empty)])
        : joined([numberField(1, 1), numberField(2, 0), textField(3, value)]),
    ),
  any: (at, value) => bytesField(at, textField(1, JSON.stringify(value))),
}

function float(value: number): Bytes {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value, true)
  return new Uint8Array(view.buffer)
}

function time(value: unknown): Bytes {
  const micros = parseMicros(String(value)) ?? 0
  const seconds = Math.floor(micros / 1e6)
  return joined([numberField(1, seconds), numberField(2, (micros - seconds * 1e6) * 1000)])
}
