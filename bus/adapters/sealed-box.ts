// Sealing to one reader: a fresh X25519 key, HKDF-SHA-256 over what both sides can compute, AES-256-GCM.
//
// Layout: version (1) | fresh public key (32) | ciphertext | tag (16). The key is used once, so the nonce is zero.
import * as crypto from 'node:crypto'

const version = 1
const keyBytes = 32
const tagBytes = 16
const headBytes = 1 + keyBytes
const nonce = new Uint8Array(12)
const info = 'causeway sealed v1'
const cipher = 'aes-256-gcm'

/** Seals `bytes` to the owner of a raw public key; undefined when these 32 bytes are no usable key. */
export function sealBox(publicKey: Uint8Array, bytes: Uint8Array): Uint8Array | undefined {
  const fresh = crypto.generateKeyPairSync('x25519')
  const freshPublic = Buffer.from(fresh.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const key = agree(fresh.privateKey, publicKey, [freshPublic, publicKey])
  if (key === undefined) return undefined
  const sealed = crypto.createCipheriv(cipher, key, nonce)
  const parts = [Uint8Array.of(version), freshPublic, sealed.update(bytes), sealed.final()]
  return Uint8Array.from(Buffer.concat([...parts, sealed.getAuthTag()]))
}

/** Opens what was sealed to us; undefined for anything else. */
export function unsealBox(
  own: crypto.KeyObject,
  ownPublic: Uint8Array,
  bytes: Uint8Array,
): Uint8Array | undefined {
  if (bytes.length < headBytes + tagBytes || bytes[0] !== version) return undefined
  const freshPublic = bytes.subarray(1, headBytes)
  const key = agree(own, freshPublic, [freshPublic, ownPublic])
  if (key === undefined) return undefined
  try {
    const opened = crypto.createDecipheriv(cipher, key, nonce)
    opened.setAuthTag(bytes.subarray(bytes.length - tagBytes))
    const text = opened.update(bytes.subarray(headBytes, bytes.length - tagBytes))
    return Uint8Array.from(Buffer.concat([text, opened.final()]))
  } catch {
    return undefined
  }
}

/** The key of both sides, bound to both public keys; undefined when theirs is none. */
function agree(
  own: crypto.KeyObject,
  theirs: Uint8Array,
  both: readonly Uint8Array[],
): Uint8Array | undefined {
  try {
    const x = Buffer.from(theirs).toString('base64url')
    const jwk = { kty: 'OKP', crv: 'X25519', x }
    const publicKey = crypto.createPublicKey({ key: jwk, format: 'jwk' })
    const secret = crypto.diffieHellman({ privateKey: own, publicKey })
    return new Uint8Array(crypto.hkdfSync('sha256', secret, Buffer.concat(both), info, keyBytes))
  } catch {
    return undefined
  }
}
