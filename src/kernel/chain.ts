// The hash chain of a lane and the sum over its base: what proves that nothing is missing.

/** SHA-256, handed in by whoever has it. */
export type Hash = (bytes: Uint8Array) => Uint8Array

/** Bytes of a hash, a chain value and a sum. */
export const hashBytes = 32

/** chain(0): nothing has happened yet. */
export const chainStart: Uint8Array = new Uint8Array(hashBytes)

/** chain(n) from chain(n − 1), n and the envelope's bytes. */
export type Link = (previous: Uint8Array, n: number, envelope: Uint8Array) => Uint8Array

/** The function chain(n) = H(chain(n−1) ‖ n ‖ H(envelope)), n as eight bytes, the first the highest. */
export function createLink(hash: Hash): Link {
  const scratch = new Uint8Array(hashBytes + 8 + hashBytes)
  const view = new DataView(scratch.buffer)
  return (previous, n, envelope) => {
    scratch.set(previous)
    view.setUint32(hashBytes, Math.floor(n / 0x1_0000_0000))
    view.setUint32(hashBytes + 4, n >>> 0)
    scratch.set(hash(envelope), hashBytes + 8)
    return hash(scratch)
  }
}

/** H(key ‖ seq ‖ envelope) of one fact in the base; the key's length goes first, so no two triples meet. */
export function baseDigest(
  hash: Hash,
  entry: { readonly key: string; readonly seq: number; readonly envelope: Uint8Array },
): Uint8Array {
  const key = utf8.encode(entry.key)
  const bytes = new Uint8Array(4 + key.length + 8 + entry.envelope.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, key.length)
  bytes.set(key, 4)
  view.setUint32(4 + key.length, Math.floor(entry.seq / 0x1_0000_0000))
  view.setUint32(8 + key.length, entry.seq >>> 0)
  bytes.set(entry.envelope, 12 + key.length)
  return hash(bytes)
}

const utf8 = new TextEncoder()

/** sum + digest mod 2²⁵⁶, as new bytes. */
export function sumPlus(sum: Uint8Array, digest: Uint8Array): Uint8Array {
  const out = new Uint8Array(hashBytes)
  let carry = 0
  for (let at = hashBytes - 1; at >= 0; at--) {
    carry += (sum[at] ?? 0) + (digest[at] ?? 0)
    out[at] = carry
    carry >>= 8
  }
  return out
}

/** sum − digest mod 2²⁵⁶, as new bytes. */
export function sumMinus(sum: Uint8Array, digest: Uint8Array): Uint8Array {
  const out = new Uint8Array(hashBytes)
  let borrow = 0
  for (let at = hashBytes - 1; at >= 0; at--) {
    borrow += (sum[at] ?? 0) - (digest[at] ?? 0)
    out[at] = borrow
    borrow >>= 8
  }
  return out
}

/** Whether two hashes are the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}
