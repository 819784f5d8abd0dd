// Checks the signature of a cluster's token with a public key of its key set (RFC 7515, RFC 7517).
import * as crypto from 'node:crypto'
import type { TokenKey } from '../../src/identity/token-keys.ts'

/** Known keys, parsed; clusters have two or three. */
const parsedMax = 64
const parsed = new Map<string, crypto.KeyObject | undefined>()

/** Whether a signature over `signed` was made with the private half of a key; never throws. */
export function verifyToken(
  { alg, key }: TokenKey,
  signed: Uint8Array,
  signature: Uint8Array,
): boolean {
  const publicKey = publicKeyOf(JSON.stringify(key))
  if (publicKey === undefined) return false
  const hash = `sha${alg.slice(2)}`
  try {
    // In tokens an elliptic signature is two numbers side by side.
    const options = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const
    return crypto.verify(hash, signed, options, signature)
  } catch {
    return false
  }
}

function publicKeyOf(text: string): crypto.KeyObject | undefined {
  if (parsed.has(text)) return parsed.get(text)
  if (parsed.size >= parsedMax) parsed.clear()
  const key = parse(text)
  parsed.set(text, key)
  return key
}

function parse(text: string): crypto.KeyObject | undefined {
  try {
    return crypto.createPublicKey({ key: JSON.parse(text) as crypto.JsonWebKey, format: 'jwk' })
  } catch {
    return undefined
  }
}
