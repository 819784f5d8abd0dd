// The body of a request: a value from within, or bytes of some media type.
import { parse } from 'yaml'
import { isMalformed, openEnvelope, protobufType } from '../../src/objects/protobuf/envelope.ts'
import { duplicateFields } from './duplicates.ts'
import { jsonProblem } from './json-problem.ts'

/** A body that is read when it is needed. */
export interface Body {
  /** In lower case, without parameters; empty if none was named. */
  readonly mediaType: string
  readonly isEmpty: boolean
  readonly value: () => BodyValue
}

/** What a body holds, or why it cannot be read. */
export type BodyValue =
  | { readonly value: unknown; readonly duplicates: readonly string[] }
  | { readonly unreadable: string }

/** A body that is a value already. */
export const valueBody = (mediaType: string, value: unknown): Body => ({
  mediaType,
  isEmpty: value === undefined || value === null,
  value: () => ({ value, duplicates: [] }),
})

/** A body of bytes, read as its media type says. */
export function bytesBody(contentType: string, bytes: Uint8Array): Body {
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  return { mediaType, isEmpty: bytes.length === 0, value: () => readBytes(mediaType, bytes) }
}

function readBytes(mediaType: string, bytes: Uint8Array): BodyValue {
  if (mediaType === protobufType) return readProtobuf(bytes)
  const text = new TextDecoder().decode(bytes)
  if (mediaType.endsWith('yaml')) return readYaml(text)
  try {
    const value = JSON.parse(text) as unknown
    // What says the same when it is written again has nothing twice.
    return { value, duplicates: JSON.stringify(value) === text ? [] : duplicateFields(text) }
  } catch {
    return { unreadable: `json parse error: ${jsonProblem(text)} (${summary(text)})` }
  }
}

function readProtobuf(bytes: Uint8Array): BodyValue {
  try {
    return { value: openEnvelope(bytes), duplicates: [] }
  } catch (error) {
    if (!isMalformed(error)) throw error
    return { unreadable: `protobuf: ${error.message}` }
  }
}

function readYaml(text: string): BodyValue {
  try {
    return { value: parse(text, { uniqueKeys: false }) as unknown, duplicates: [] }
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unreadable'
    return { unreadable: `yaml: ${why}` }
  }
}

const summaryLength = 30

/** The beginning of a body for a message; what is no object is shown as hexadecimal. */
export function summary(text: string): string {
  if (text === '') return '<empty>'
  const shown = text.startsWith('{')
    ? text
    : Array.from(new TextEncoder().encode(text), (byte) => byte.toString(16).padStart(2, '0')).join(
        '',
      )
  return shown.length > summaryLength ? `${shown.slice(0, summaryLength)} ...` : shown
}
