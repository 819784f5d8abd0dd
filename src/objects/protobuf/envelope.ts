// The envelope in which the API sends protobuf: four bytes, then the kind and the object.
import { builtinSchema, typeOf } from '../schema/builtin.ts'
import type { Json } from '../schema/typed.ts'
import { decodeMessage } from './decode.ts'
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
