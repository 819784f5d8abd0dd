// What a follower holds of one feed, by key: enough to compare it with the owner; bodies lie elsewhere.
import { Buckets, bucketOf } from './buckets.ts'
import type { Content } from './buckets.ts'
import type { Cursor } from './feed-fact.ts'

/** An index of objects and its digests. */
export class Holdings {
  readonly #contents = new Map<string, Content>()
  readonly #buckets = new Buckets()

  get size(): number {
    return this.#contents.size
  }

  /** Takes an object in, or with another content. */
  put(key: string, content: Content): void {
    this.drop(key)
    this.#contents.set(key, content)
    this.#buckets.add(bucketOf(key), content)
  }

  drop(key: string): void {
    const content = this.#contents.get(key)
    if (content === undefined) return
    this.#contents.delete(key)
    this.#buckets.remove(bucketOf(key), content)
  }

  contentOf(key: string): Content | undefined {
    return this.#contents.get(key)
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
