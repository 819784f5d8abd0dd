// The envelope in which the API sends protobuf: four bytes, then the kind and the object.
import { joined } from '../../kernel/bytes.ts'
import { utf8 } from '../answers/json-bytes.ts'
import { builtinSchema, typeOf } from '../schema/builtin.ts'
import type { Json } from '../schema/typed.ts'
import { decodeMessage } from './decode.ts'
import { bytesField, encodeMessage, Unsayable } from './encode.ts'
import { MalformedMessage, wireFields } from './wire.ts'

/** The media type of it. */
export const protobufType = 'application/vnd.kubernetes.protobuf'

const magic = [0x6b, 0x38, 0x73, 0x00]

/** The object in an envelope, as JSON; throws what `isMalformed` knows. */
export function openEnvelope(bytes: Uint8Array): Json {
  if (magic.some((byte, i) => bytes[i] !== byte)) {
    throw new MalformedMessage('the body does not begin as protobuf of Kubernetes does')
  }
  const [identity, raw] = [1, 2].map((number) => inner(bytes.subarray(magic.length), number))
  const [apiVersion, kind] = [1, 2].map((number) => text(inner(identity ?? empty, number)))
  const type = nameOfType(apiVersion ?? '', kind ?? '')
  return { apiVersion, kind, ...decodeMessage(builtinSchema, type, raw ?? empty) }
}

/** The envelope of an object, a list or a Status; undefined where protobuf cannot say all of it. */
export function sealEnvelope(value: Json): Uint8Array | undefined {
  try {
    const identity = joined([1, 2].map((at) => bytesField(at, utf8(named(value, at)))))
    const parts = [bytesField(1, identity), bytesField(2, rawOf(value))]
    return joined([Uint8Array.from(magic), ...parts, bytesField(3, empty), bytesField(4, empty)])
  } catch (error) {
    if (error instanceof Unsayable) return undefined
    throw error
  }
}

const named = (value: Json, at: number): string =>
  String(value[at === 1 ? 'apiVersion' : 'kind'] ?? '')

function rawOf(value: Json): Uint8Array {
  const { items, metadata = {} } = value
  const [apiVersion, kind] = [named(value, 1), named(value, 2)]
  if (!Array.isArray(items))
    return encodeMessage(builtinSchema, nameOfType(apiVersion, kind), value)
  const type = nameOfType(apiVersion, kind.replace(/List$/, ''))
  const each = (items as readonly Json[]).map((item) =>
    bytesField(2, encodeMessage(builtinSchema, type, item)),
  )
  return joined([
    bytesField(1, encodeMessage(builtinSchema, 'ListMeta', metadata as Json)),
    ...each,
  ])
}

/** Whether an error says that bytes are no protobuf. */
export const isMalformed = (error: unknown): error is MalformedMessage =>
  error instanceof MalformedMessage

const empty = new Uint8Array()
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function inner(bytes: Uint8Array, number: number): Uint8Array {
  const found = wireFields(bytes).find((field) => field.number === number)
  return found === undefined || typeof found.value === 'number' ? empty : found.value
}

function nameOfType(apiVersion: string, kind: string): string {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : ''
  return typeOf({ group, kind }) ?? kind
}
