// Digests of a set of objects: 256 buckets, each a sum over keys and contents that does not depend on their order.
import type { Hash } from '../kernel/chain.ts'
import { hash32 } from '../kernel/hash.ts'
import type { Cursor } from './feed-fact.ts'

/** How many buckets there are. */
export const bucketCount = 256

/** Bytes of all digests: eight a bucket. */
export const digestsBytes = bucketCount * 8

/** What stands for one object and its content in its bucket: two words of a hash. */
export interface Content {
  readonly high: number
  readonly low: number
}

/** The bucket of an object, by its `keyText`. */
export const bucketOf = (key: string): number => hash32(key) % bucketCount

/** What stands for an object with this body. */
export function contentOf(hash: Hash, key: string, body: Uint8Array): Content {
  const long = 3 * key.length + 1 + body.length
  const bytes = long <= desk.length ? desk : new Uint8Array(long)
  const { written } = utf8.encodeInto(`${key}\0`, bytes)
  bytes.set(body, written)
  const { buffer, byteOffset } = hash(bytes.subarray(0, written + body.length))
  const view = new DataView(buffer, byteOffset)
  return { high: view.getUint32(0), low: view.getUint32(4) }
}

const utf8 = new TextEncoder()

/** Where a key and a body are put together: a start hashes thousands, and room for each would be thrown away at once. */
const desk = new Uint8Array(32 * 1024)

/** Whether two contents are the same; what is not there is no content. */
export const sameContent = (a: Content | undefined, b: Content | undefined): boolean =>
  a?.high === b?.high && a?.low === b?.low

/** The sums of all buckets; most feeds are of one node and have few objects, so only buckets that had some take room. */
export class Buckets {
  readonly #sums = new Map<number, { high: number; low: number }>()
  #total = 0
  /** The last mark that was worked out: beats ask for it again and again. */
  #marked = { epoch: 0, seq: 0, total: 0, mark: 0 }

  add(bucket: number, { high, low }: Content): void {
    this.#put(bucket, high, low)
  }

  remove(bucket: number, { high, low }: Content): void {
    this.#put(bucket, -high, -low)
  }

  /** All digests, the first word of each bucket first, high byte first. */
  bytes(): Uint8Array {
    const bytes = new Uint8Array(digestsBytes)
    const view = new DataView(bytes.buffer)
    for (const [bucket, { high, low }] of this.#sums) {
      view.setUint32(bucket * 8, high)
      view.setUint32(bucket * 8 + 4, low)
    }
    return bytes
  }

  /** The buckets that are not as another's digests say. */
  differing(digests: Uint8Array): readonly number[] {
    const view = new DataView(digests.buffer, digests.byteOffset, digests.byteLength)
    return Array.from({ length: bucketCount }, (_, bucket) => bucket).filter((bucket) => {
      const { high, low } = this.#sums.get(bucket) ?? empty
      return view.getUint32(bucket * 8) !== high || view.getUint32(bucket * 8 + 4) !== low
    })
  }

  /** 32 bits for a place in a feed and all that is held there, or will be after a change of the sum; 0 for a void cursor. */
  mark({ epoch, seq }: Cursor, change = 0): number {
    if (epoch === 0) return 0
    const total = modulo(this.#total + change)
    const last = this.#marked
    if (last.epoch === epoch && last.seq === seq && last.total === total) return last.mark
    const mark = hash32(`${epoch}/${seq}/${total}`)
    this.#marked = { epoch, seq, total, mark }
    return mark
  }

  #put(bucket: number, high: number, low: number): void {
    const sum = this.#sums.get(bucket)
    if (sum === undefined) this.#sums.set(bucket, { high: modulo(high), low: modulo(low) })
    else {
      sum.high = modulo(sum.high + high)
      sum.low = modulo(sum.low + low)
    }
    this.#total = modulo(this.#total + high)
  }
}

const empty: Content = { high: 0, low: 0 }

/** mod 2³², also of sums that are larger than any integer of 32 bits, or below zero. */
const modulo = (sum: number): number => ((sum % 0x1_0000_0000) + 0x1_0000_0000) % 0x1_0000_0000
