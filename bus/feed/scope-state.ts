// What an owner knows of one feed: where it stands, and of each object its last fact, without the bodies.
import { Buckets, bucketOf } from '../../src/mirror/buckets.ts'
import type { Content } from '../../src/mirror/buckets.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import type { Listed } from '../../src/mirror/sync.ts'
import type { WallMs } from '../../src/kernel/time.ts'
import type { Place, StoredFact } from './stored.ts'

/** The last fact of one object. */
export interface LastFact {
  readonly key: ObjectKey
  readonly seq: number
  readonly atMs: WallMs
  /** What stands for the object as Kubernetes has it, before it was sealed. */
  readonly fingerprint: string
  /** undefined: it left. */
  readonly content: Content | undefined
}

/** One feed. */
export class ScopeState {
  readonly scope: Scope
  place: Place
  readonly #last = new Map<string, LastFact>()
  readonly #buckets = new Buckets()

  constructor(scope: Scope, place: Place) {
    this.scope = scope
    this.place = place
  }

  lastOf(key: string): LastFact | undefined {
    return this.#last.get(key)
  }

  /** The last facts of all objects, those that left included. */
  all(): Iterable<LastFact> {
    return this.#last.values()
  }

  /** Takes a fact as the last of its object. */
  take({ fact, fingerprint, content }: Omit<StoredFact, 'bytes'>): void {
    const { key, seq, atMs } = fact
    const text = keyText(key)
    const before = this.#last.get(text)?.content
    if (before !== undefined) this.#buckets.remove(bucketOf(text), before)
    if (content !== undefined) this.#buckets.add(bucketOf(text), content)
    this.#last.set(text, { key, seq, atMs, fingerprint, content })
  }

  /** Forgets that an object left. */
  forget(key: ObjectKey): void {
    this.#last.delete(keyText(key))
  }

  digests(): Uint8Array {
    return this.#buckets.bytes()
  }

  /** 32 bits for epoch, place and all that is there. */
  mark(): number {
    const { epoch, head } = this.place
    return this.#buckets.mark({ epoch, seq: head })
  }

  /** What `mark` will be once these facts, of one object each, are taken and this is the place. */
  markAfter(facts: readonly StoredFact[], { epoch, head }: Place): number {
    const change = facts.reduce((sum, { fact, content }) => {
      const before = this.#last.get(keyText(fact.key))?.content
      return sum + (content?.high ?? 0) - (before?.high ?? 0)
    }, 0)
    return this.#buckets.mark({ epoch, seq: head }, change)
  }

  /** All objects of some buckets. */
  listed(buckets: readonly number[]): readonly Listed[] {
    const wanted = new Set(buckets)
    const found: Listed[] = []
    for (const [text, { key, seq, content }] of this.#last)
      if (content !== undefined && wanted.has(bucketOf(text))) found.push({ key, seq, content })
    return found
  }
}
