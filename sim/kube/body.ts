// The body of a request: a value from within, or bytes of some media type.
import { parse } from 'yaml'

/** A body that is read when it is needed. */
export interface Body {
  /** In lower case, without parameters; empty if none was named. */
  readonly mediaType: string
  readonly value: () => BodyValue
}

/** What a body holds, or why it cannot be read. */
export type BodyValue =
  | { readonly value: unknown; readonly duplicates: readonly string[] }
  | { readonly unreadable: string }

/** A body that is a value already. */
export const valueBody = (mediaType: string, value: unknown): Body => ({
  mediaType,
  value: () => ({ value, duplicates: [] }),
})

/** A body of bytes, read as its media type says. */
export function bytesBody(contentType: string, bytes: Uint8Array): Body {
  const mediaType = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  return { mediaType, value: () => readBytes(mediaType, bytes) }
}

function readBytes(mediaType: string, bytes: Uint8Array): BodyValue {
  const text = new TextDecoder().decode(bytes)
  if (mediaType.endsWith('yaml')) return { value: parse(text), duplicates: [] }
  try {
    return { value: text === '' ? undefined : JSON.parse(text), duplicates: [] }
  } catch {
    return { unreadable: `json parse error: unexpected end of JSON input (${text})` }
  }
}
