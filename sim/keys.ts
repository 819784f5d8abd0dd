// Keys of a simulated world: drawn from its seed, as hard to forge as its hash, and the same in every run.
//
// A signature is a keyed hash. Only the office knows whose secret belongs to a public key, so it alone can verify; no
// process can sign for another, because none is handed another's secret.
import type { Keyring, PublicKeys } from '../bus/keyring.ts'
import { sameBytes } from '../src/kernel/chain.ts'
import { toHex } from '../src/kernel/hex.ts'

/** A hash of 32 bytes. */
export type Hash = (bytes: Uint8Array) => Uint8Array

/** Where the processes of one world get their keys. */
export interface KeyOffice {
  /** The keyring of a producer: the same keys whenever it is asked for. */
  readonly keyringOf: (owner: string) => Keyring
}

interface Keys {
  readonly secret: Uint8Array
  readonly publicKeys: PublicKeys
}

const tagBytes = 32
const nonceBytes = 8

/** An office whose keys come from `seed`. */
export function createKeyOffice(hash: Hash, seed: string): KeyOffice {
  const signers = new Map<string, Uint8Array>()
  const readers = new Map<string, Uint8Array>()
  let sealed = 0
  const issue = (owner: string): Keys => {
    const secret = hash(utf8.encode(`${seed}\0${owner}`))
    const sign = hash(concat(secret, utf8.encode('sign')))
    const seal = hash(concat(secret, utf8.encode('seal')))
    signers.set(toHex(sign), secret)
    readers.set(toHex(seal), secret)
    return { secret, publicKeys: { sign, seal } }
  }
  return {
    keyringOf: (owner) => {
      const { secret, publicKeys } = issue(owner)
      const locking = hash(concat(secret, utf8.encode('lock')))
      return {
        publicKeys,
        hash,
        sign: (bytes) => signature(hash, secret, bytes),
        verify: (publicKey, bytes, given) => {
          const theirs = signers.get(toHex(publicKey))
          return theirs !== undefined && sameBytes(given, signature(hash, theirs, bytes))
        },
        sealTo: (publicKey, bytes) => {
          const theirs = readers.get(toHex(publicKey))
          return theirs && sealBox(hash, theirs, nonceOf(sealed++), bytes)
        },
        unseal: (bytes) => unsealBox(hash, secret, bytes),
        lock: (bytes) => sealBox(hash, locking, nonceOf(sealed++), bytes),
        unlock: (bytes) => unsealBox(hash, locking, bytes),
      }
    },
  }
}

const utf8 = new TextEncoder()

/** 64 bytes, as Ed25519 has: one hash, which is dear, twice. */
function signature(hash: Hash, secret: Uint8Array, bytes: Uint8Array): Uint8Array {
  const half = hash(concat(secret, bytes))
  return concat(half, half)
}

const nonceOf = (n: number): Uint8Array => utf8.encode(String(n).padStart(nonceBytes, '0'))

function sealBox(hash: Hash, secret: Uint8Array, nonce: Uint8Array, bytes: Uint8Array): Uint8Array {
  const text = xor(bytes, stream(hash, concat(secret, nonce), bytes.length))
  const tag = hash(concat(secret, nonce, text))
  return concat(nonce, text, tag)
}

function unsealBox(hash: Hash, secret: Uint8Array, bytes: Uint8Array): Uint8Array | undefined {
  const textEnd = bytes.length - tagBytes
  if (textEnd < nonceBytes) return undefined
  const [nonce, text] = [bytes.subarray(0, nonceBytes), bytes.subarray(nonceBytes, textEnd)]
  if (!sameBytes(bytes.subarray(textEnd), hash(concat(secret, nonce, text)))) return undefined
  return xor(text, stream(hash, concat(secret, nonce), text.length))
}

function stream(hash: Hash, key: Uint8Array, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    hash(concat(key, utf8.encode(`stream ${i}`))),
  )
  return concat(...blocks).subarray(0, length)
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] ?? 0))
