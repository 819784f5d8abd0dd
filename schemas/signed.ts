// Bytes under a signature, and what exactly is signed.
import { Fault } from '../src/kernel/fault.ts'
import { limits } from './limits.ts'
import { decoded, exactly, finished, malformed, named, plain, wire } from './wire.ts'

/** What a signature is for; one made for one use is worth nothing in another. */
export type SignedContext =
  'batch' | 'down' | 'peer' | 'beat' | 'log' | 'cloud' | 'feed' | 'sync' | 'guard'

/** A payload whose signature held. */
export interface Opened {
  readonly signer: string
  readonly payload: Uint8Array
}

/** Who must have signed: the use, the key of a signer (undefined: unknown), and the keyring's `verify`. */
export interface Expected {
  readonly context: SignedContext
  readonly keyOf: (signer: string, payload: Uint8Array) => Uint8Array | undefined
  readonly verify: (publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array) => boolean
}

const bound = { what: 'a signed message', bytesMax: limits.signedBytes }
const utf8 = new TextEncoder()

/**
 * The bytes under the signature: `causeway.v1`, context and signer, each ended by a zero byte, then the payload.
 * Neither context nor signer may hold a zero byte, so no two triples give the same bytes.
 */
export function signedBytes(
  context: SignedContext,
  signer: string,
  payload: Uint8Array,
): Uint8Array {
  const head = utf8.encode(`causeway.v1\0${context}\0${signer}\0`)
  const bytes = new Uint8Array(head.length + payload.length)
  bytes.set(head)
  bytes.set(payload, head.length)
  return bytes
}

/** Signs a payload as `signer` for one use. */
export function sealSigned(
  as: { readonly context: SignedContext; readonly signer: string },
  payload: Uint8Array,
  sign: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const signature = sign(signedBytes(as.context, as.signer, payload))
  return finished(wire.Signed.encode({ ...as, payload, signature }))
}

/** Opens what was signed: MALFORMED, TOO_LARGE, or SIGNATURE_INVALID for a wrong use, an unknown signer or a bad signature. */
export function openSigned(bytes: Uint8Array, expected: Expected): Opened | Fault {
  const message = decoded(bytes, bound, wire.Signed, ({ signer, context, payload, signature }) => {
    if (signer.includes('\0')) throw malformed('expected a signer without zero bytes')
    return {
      signer: named(signer, 'signer', limits.keyLength),
      context: named(context, 'context'),
      payload: plain(payload),
      signature: exactly(signature, 'signature', 64),
    }
  })
  return message instanceof Fault ? message : checked(message, expected)
}

function checked(
  message: Opened & { readonly context: string; readonly signature: Uint8Array },
  expected: Expected,
): Opened | Fault {
  const { signer, context, payload, signature } = message
  if (context !== expected.context)
    return invalid(`expected a message signed as ${expected.context}, got one signed as ${context}`)
  const key = expected.keyOf(signer, payload)
  if (key === undefined) return invalid(`expected a known signer, got ${signer}`)
  const under = signedBytes(expected.context, signer, payload)
  if (!expected.verify(key, under, signature))
    return invalid(`expected a signature of ${signer} over this message, got another`)
  return { signer, payload }
}

const invalid = (message: string): Fault => new Fault('SIGNATURE_INVALID', message)
