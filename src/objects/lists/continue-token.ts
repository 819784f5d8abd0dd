// Continue tokens: where a page ended and in which version, opaque to clients.
import { badRequest } from '../answers/failures.ts'
import type { Status } from '../answers/status.ts'

/** Where the next page begins. */
export interface ContinueAt {
  /** The version of the whole list; undefined goes on with whatever there is now. */
  readonly version: number | undefined
  /** The last item of the page before. */
  readonly namespace: string
  readonly name: string
}

const encodedVersion = 'meta.k8s.io/v1'

/** The token of a place. */
export function continueToken({ version, namespace, name }: ContinueAt): string {
  const start = namespace === '' ? `${name}\u0000` : `${namespace}/${name}\u0000`
  const text = JSON.stringify({ v: encodedVersion, rv: version ?? -1, start })
  return base64(text)
}

/** The place of a token, or 400 with what is wrong with it. */
export function parseContinueToken(token: string): ContinueAt | Status {
  const text = fromBase64(token)
  if (typeof text !== 'string') return refused(text.complaint)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refused(jsonComplaint(text))
  }
  return placeOf(value)
}

const refused = (why: string): Status =>
  badRequest(`invalid continue token: continue key is not valid: ${why}`)

function placeOf(value: unknown): ContinueAt | Status {
  const { v, rv, start } = (value ?? {}) as Readonly<Record<string, unknown>>
  if (v !== encodedVersion) {
    return refused(`server does not recognize this encoded version ${JSON.stringify(v ?? '')}`)
  }
  if (typeof rv !== 'number' || rv === 0) {
    return refused(`incorrect encoded start resourceVersion (version ${encodedVersion})`)
  }
  if (typeof start !== 'string' || start === '') {
    return refused(`encoded start key empty (version ${encodedVersion})`)
  }
  const [key = ''] = start.split('\u0000')
  const [name = '', namespace = ''] = key.split('/').toReversed()
  return { version: rv < 0 ? undefined : rv, namespace, name }
}

function jsonComplaint(text: string): string {
  const first = text.trimStart().charAt(0)
  if (first === '') return 'unexpected end of JSON input'
  return `invalid character '${first}' looking for beginning of value`
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** URL-safe base64 without padding. */
function base64(text: string): string {
  let out = ''
  const bytes = new TextEncoder().encode(text)
  for (let i = 0; i < bytes.length; i += 3) {
    const three = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    for (let k = 0; k < Math.min(4, bytes.length - i + 1); k++) {
      out += alphabet.charAt((three >>> (18 - 6 * k)) & 63)
    }
  }
  return out
}

function fromBase64(text: string): string | { readonly complaint: string } {
  const bytes: number[] = []
  let held = 0
  let bits = 0
  for (let i = 0; i < text.length; i++) {
    const value = alphabet.indexOf(text.charAt(i))
    if (value < 0) return { complaint: `illegal base64 data at input byte ${i}` }
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes.push((held >>> bits) & 0xff)
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes))
}
