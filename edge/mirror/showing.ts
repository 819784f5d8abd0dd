// What a mirror shows: its feeds' objects, unsealed, as one collection, and beside them what else is kept by name.
import type { Keyring } from '../../bus/keyring.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import { keyOfText } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { FeedWrite, MirrorWriter } from './mirror-writer.ts'
import { Projection } from './projection.ts'

/** Up to when resource versions are set aside. */
const asideName = 'versions-until'

/** Shows feeds in a projection. */
export class Showing {
  readonly projection: Projection
  readonly #keyring: Pick<Keyring, 'unseal'>
  readonly #kept = new Map<string, Uint8Array>()
  #writer: MirrorWriter | undefined
  #isOpen = false

  constructor(node: string, keyring: Pick<Keyring, 'unseal'>) {
    this.projection = new Projection(node)
    this.#keyring = keyring
  }

  /** Whether what was stored is shown. What is opened again is behind that: what it lacks comes again. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** The store was read: what comes from now on is new. */
  open(writer: MirrorWriter, kept: ReadonlyMap<string, Uint8Array>, wall: number): void {
    this.#writer = writer
    if (this.#isOpen) return
    this.#isOpen = true
    for (const [name, bytes] of kept) this.#kept.set(name, bytes)
    const aside = Number(new TextDecoder().decode(kept.get(asideName)))
    this.projection.begin(aside, wall, (untilMs) =>
      this.keep(asideName, new TextEncoder().encode(String(untilMs))),
    )
  }

  /** What is kept beside feeds, by name. */
  kept(): ReadonlyMap<string, Uint8Array> {
    return this.#kept
  }

  /** Keeps something beside feeds; undefined forgets it. */
  keep(name: string, bytes: Uint8Array | undefined): void {
    if (bytes === undefined) this.#kept.delete(name)
    else this.#kept.set(name, bytes)
    this.#writer?.keep(name, bytes)
  }

  /** A fact that is in the store, or will soon be; what this node cannot unseal is not shown. */
  fact({ scope, key, kind, body, sealed }: FeedFact): void {
    const bytes = sealed ? this.#keyring.unseal(body) : compact(body)
    if (kind !== 'placed' || bytes === undefined) this.projection.leave(scope, key)
    else this.projection.place(scope, key, bytes)
  }

  /** What is written of one feed. */
  wrote(scope: Scope, { facts, drops }: Pick<FeedWrite, 'facts' | 'drops'>): void {
    for (const fact of facts) this.fact(fact)
    this.erased(scope, drops)
  }

  /** What a feed no longer has, by `keyText`. */
  erased(scope: Scope, keys: readonly string[]): void {
    for (const key of keys) this.projection.leave(scope, keyOfText(key))
  }
}

/** A body may lie in a much larger answer, which would stay in memory with it: then it is copied. */
const compact = (body: Uint8Array): Uint8Array =>
  body.buffer.byteLength > body.length + 1_024 ? new Uint8Array(body) : body
