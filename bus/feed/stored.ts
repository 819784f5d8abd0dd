// Facts and places of feeds as they lie in an owner's store.
import { decodeFeedFact } from '../../schemas/feed.ts'
import type { Hash } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { fromHex, toHex } from '../../src/kernel/hex.ts'
import { contentOf } from '../../src/mirror/buckets.ts'
import type { Content } from '../../src/mirror/buckets.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import { keyText } from '../../src/mirror/scope.ts'
import { guarded, unguarded } from '../guarded.ts'

/** A fact, its bytes, the fingerprint of its object before sealing, and what stands for it in digests. */
export interface StoredFact {
  readonly fact: FeedFact
  readonly bytes: Uint8Array
  readonly fingerprint: string
  /** undefined for what left. */
  readonly content: Content | undefined
}

/** What stands for the object of a fact. */
export const contentOfFact = (hash: Hash, { kind, key, body }: FeedFact): Content | undefined =>
  kind === 'placed' ? contentOf(hash, keyText(key), body) : undefined

/** Bytes of a fingerprint; none for what left. */
export const fingerprintBytes = 16

/** Where a feed stands, as it is stored. */
export interface Place {
  readonly epoch: number
  readonly head: number
  readonly floor: number
  /** All objects of the scope were told at least once. */
  readonly complete: boolean
}

/** A place with the mark of all that was there. */
export interface StoredPlace {
  readonly place: Place
  readonly mark: number
}

const utf8 = { encode: new TextEncoder(), decode: new TextDecoder() }

/** The value of a fact. */
export function factValue(bytes: Uint8Array, fingerprint: string): Uint8Array {
  return guarded(fromHex(fingerprint) ?? new Uint8Array(fingerprintBytes), bytes)
}

/** Reads a fact back; undefined when it is damaged. */
export function readFact(value: Uint8Array, hash: Hash): StoredFact | undefined {
  const whole = unguarded(value)
  if (whole === undefined || whole.length < fingerprintBytes) return undefined
  const bytes = whole.slice(fingerprintBytes)
  const fact = decodeFeedFact(bytes)
  if (isFault(fact)) return undefined
  const fingerprint = toHex(whole.subarray(0, fingerprintBytes))
  return { fact, bytes, fingerprint, content: contentOfFact(hash, fact) }
}

/** The value of a place. */
export const placeValue = (stored: StoredPlace): Uint8Array =>
  guarded(utf8.encode.encode(JSON.stringify(stored)))

/** Reads a place back; undefined when it is damaged. */
export function readPlace(value: Uint8Array): StoredPlace | undefined {
  const bytes = unguarded(value)
  return bytes === undefined ? undefined : (JSON.parse(utf8.decode.decode(bytes)) as StoredPlace)
}
