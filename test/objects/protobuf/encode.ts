// Encodes objects as clients do that send protobuf, to see whether they come back.
import { builtinSchema } from '../../../src/objects/schema/builtin.ts'
import type { Field, Fields, FieldType } from '../../../src/objects/schema/schema.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { parseMicros } from '../../../src/objects/timestamp.ts'

type Bytes = readonly number[]

export function varint(value: number): Bytes {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128)
    rest >>= 7n
  }
  return [...bytes, Number(rest)]
}

export const field = (number: number, bytes: Bytes): Bytes => [
  ...varint(number * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
]
const number = (at: number, value: number): Bytes => [...varint(at * 8), ...varint(value)]
const utf8 = (text: string): Bytes => [...new TextEncoder().encode(text)]

/** One field, with its number, as often as its value has parts. */
function encoded(at: number, type: FieldType, value: unknown): Bytes {
  if (type.of === 'list')
    return (value as unknown[]).flatMap((item) => encoded(at, type.item, item))
  if (type.of === 'map') {
    return Object.entries(value as Json).flatMap(([key, each]) =>
      field(at, [...field(1, utf8(key)), ...inMap(type.value, each)]),
    )
  }
  if (type.of === 'object') return field(at, message(builtinSchema.get(type.type), value as Json))
  return scalar(at, type.scalar, value)
}

const inMap = (type: FieldType, value: unknown): Bytes =>
  type.of === 'list' ? field(2, encoded(1, type, value)) : encoded(2, type, value)

function scalar(at: number, kind: string, value: unknown): Bytes {
  switch (kind) {
    case 'int':
      return number(at, value as number)
    case 'bool':
      return number(at, value === true ? 1 : 0)
    case 'number':
      return [...varint(at * 8 + 1), ...new Uint8Array(new Float64Array([value as number]).buffer)]
    case 'time':
    case 'micro':
      return field(at, time(value))
    case 'bytes':
      return field(at, [...Buffer.from(String(value), 'base64')])
    case 'quantity':
      return field(at, field(1, utf8(String(value))))
    case 'int|string':
      return field(
        at,
        typeof value === 'number'
          ? number(2, value)
          : [...number(1, 1), ...field(3, utf8(String(value)))],
      )
    case 'any':
      return field(at, field(1, utf8(JSON.stringify(value))))
    default:
      return field(at, utf8(String(value)))
  }
}

function time(value: unknown): Bytes {
  if (value === null) return []
  const micros = parseMicros(String(value)) ?? 0
  const seconds = Math.floor(micros / 1e6)
  return [...number(1, seconds), ...number(2, (micros - seconds * 1e6) * 1000)]
}

/** The bytes of an object; fields within other messages are wrapped in them. */
export function message(fields: Fields = new Map<string, Field>(), object: Json): Bytes {
  return Object.entries(object).flatMap(([name, value]) => {
    const own = fields.get(name)
    const [last, ...around] = own?.numbers.toReversed() ?? []
    if (own === undefined || last === undefined) return []
    if (value === null && own.type.of !== 'scalar') return []
    const bytes = encoded(last, own.type, value)
    return around.reduce((inner, outer) => field(outer, inner), bytes)
  })
}

/** The envelope of an object. */
export const envelope = (object: Json, type: string): Uint8Array =>
  new Uint8Array([
    ...utf8('k8s\u0000'),
    ...field(1, [
      ...field(1, utf8(String(object['apiVersion']))),
      ...field(2, utf8(String(object['kind']))),
    ]),
    ...field(2, message(builtinSchema.get(type), isJson(object) ? object : {})),
  ])
