// Locking for oneself: AES-256-GCM with a key made from a private one, for what lies on a disk.
//
// Layout: version (1) | nonce (12) | ciphertext | tag (16). A key may lock 2³² boxes with random nonces.
import * as crypto from 'node:crypto'

const version = 1
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + nonceBytes
const cipher = 'aes-256-gcm'
const info = 'causeway locked v1'

/** The key for locking that belongs to a private key. */
export function lockingKey(key: crypto.KeyObject): Uint8Array {
  const secret = key.export({ type: 'pkcs8', format: 'der' })
  return new Uint8Array(crypto.hkdfSync('sha256', secret, new Uint8Array(), info, 32))
}

/** Locks bytes. */
export function lockBox(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const nonce = crypto.randomBytes(nonceBytes)
  const locked = crypto.createCipheriv(cipher, key, nonce)
  const parts = [Uint8Array.of(version), nonce, locked.update(bytes), locked.final()]
  return Uint8Array.from(Buffer.concat([...parts, locked.getAuthTag()]))
}

/** Opens what was locked with this key; undefined for anything else. */
export function unlockBox(key: Uint8Array, bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < headBytes + tagBytes || bytes[0] !== version) return undefined
  const end = bytes.length - tagBytes
  try {
    const opened = crypto.createDecipheriv(cipher, key, bytes.subarray(1, headBytes))
    opened.setAuthTag(bytes.subarray(end))
    const text = opened.update(bytes.subarray(headBytes, end))
    return Uint8Array.from(Buffer.concat([text, opened.final()]))
  } catch {
    return undefined
  }
}
