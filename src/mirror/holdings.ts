// What a follower holds of one feed, by key: enough to compare it with the owner; bodies lie elsewhere.
import { Buckets, bucketOf } from './buckets.ts'
import type { Content } from './buckets.ts'
import type { Cursor } from './feed-fact.ts'

/** The words as signed numbers under names of their own, which fit into the object: unsigned ones are objects themselves. */
interface Packed {
  readonly first: number
  readonly second: number
}

const packed = ({ high, low }: Content): Packed => ({ first: high | 0, second: low | 0 })

const unpacked = ({ first, second }: Packed): Content => ({ high: first >>> 0, low: second >>> 0 })

/** An index of objects and its digests. */
export class Holdings {
  readonly #contents = new Map<string, Packed>()
  readonly #buckets = new Buckets()

  get size(): number {
    return this.#contents.size
  }

  /** Takes an object in, or with another content. */
  put(key: string, content: Content): void {
    this.drop(key)
    this.#contents.set(key, packed(content))
    this.#buckets.add(bucketOf(key), content)
  }

  drop(key: string): void {
    const content = this.#contents.get(key)
    if (content === undefined) return
    this.#contents.delete(key)
    this.#buckets.remove(bucketOf(key), unpacked(content))
  }

  contentOf(key: string): Content | undefined {
    const content = this.#contents.get(key)
    return content && unpacked(content)
  }

  keys(): readonly string[] {
    return [...this.#contents.keys()]
  }

  /** The keys in these buckets. */
  keysIn(buckets: readonly number[]): readonly string[] {
    const wanted = new Set(buckets)
    return this.keys().filter((key) => wanted.has(bucketOf(key)))
  }

  /** The digests of all buckets. */
  digests(): Uint8Array {
    return this.#buckets.bytes()
  }

  /** The buckets that are not as the owner's digests say. */
  differing(digests: Uint8Array): readonly number[] {
    return this.#buckets.differing(digests)
  }

  /** 32 bits for a place and all that is held there. */
  mark(cursor: Cursor): number {
    return this.#buckets.mark(cursor)
  }
}
