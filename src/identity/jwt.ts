// Tokens in the form of a JWT: read without ever failing, and put together for signing.
import { isJson } from '../objects/schema/typed.ts'
import type { Json } from '../objects/schema/typed.ts'
import { fromBase64Url, toBase64Url } from '../kernel/base64.ts'

/** A token as it reads; nothing about it is proved yet. */
export interface Jwt {
  readonly alg: string
  readonly kid: string
  readonly claims: Json
  /** The bytes under the signature. */
  readonly signed: Uint8Array
  readonly signature: Uint8Array
}

/** Tokens of service accounts are about 1 KiB; a header of HTTP has 16 KiB at most. */
const lengthMax = 16_384

const utf8 = new TextEncoder()

/** Reads a token; undefined when it is none. */
export function decodeJwt(token: string): Jwt | undefined {
  const parts = token.length <= lengthMax ? token.split('.') : []
  if (parts.length !== 3) return undefined
  const [head = '', body = '', end = ''] = parts
  const header = headerOf(jsonOf(head))
  const claims = jsonOf(body)
  const signature = fromBase64Url(end)
  if (header === undefined || claims === undefined || signature === undefined) return undefined
  return { ...header, claims, signed: utf8.encode(`${head}.${body}`), signature }
}

function headerOf(header: Json | undefined): Pick<Jwt, 'alg' | 'kid'> | undefined {
  const { alg, kid = '' } = header ?? {}
  return typeof alg === 'string' && typeof kid === 'string' ? { alg, kid } : undefined
}

function jsonOf(part: string): Json | undefined {
  const bytes = fromBase64Url(part)
  if (bytes === undefined) return undefined
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A token of these claims, signed by `sign`. */
export function signedJwt(
  header: { readonly alg: string; readonly kid: string },
  claims: Json,
  sign: (bytes: Uint8Array) => Uint8Array,
): string {
  const parts = [{ ...header, typ: 'JWT' }, claims]
  const input = parts.map((part) => toBase64Url(utf8.encode(JSON.stringify(part)))).join('.')
  return `${input}.${toBase64Url(sign(utf8.encode(input)))}`
}
