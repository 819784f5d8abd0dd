// Turns placements into facts of one feed: unchanged ones into none, those for one node alone sealed to it.
import { encodeFeedFact } from '../../schemas/feed.ts'
import { limits } from '../../schemas/limits.ts'
import { toHex } from '../../src/kernel/hex.ts'
import type { Placement } from '../../src/mirror/catalogue.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import type { Keyring } from '../keyring.ts'
import type { ScopeState } from './scope-state.ts'
import { contentOfFact, fingerprintBytes } from './stored.ts'
import type { StoredFact } from './stored.ts'

/** What making facts takes. */
export interface ChangeParts {
  readonly keyring: Pick<Keyring, 'hash' | 'sign' | 'sealTo'>
  /** Whether objects of this kind are sealed. */
  readonly isSealed: (key: ObjectKey) => boolean
  /** The key to seal to in a scope; undefined: nobody may read it there. */
  readonly sealKeyOf: (scope: Scope) => Uint8Array | undefined
}

/** Where a fact stands, and when it came to be. */
type At = Pick<FeedFact, 'seq' | 'atMs'>

/** An object and the key of its only reader; an empty one: all may read it. */
interface Shown {
  readonly body: Uint8Array
  readonly sealKey: Uint8Array
}

/** Makes the facts of feeds. */
export class Changes {
  readonly #parts: ChangeParts
  /** Known to the owner of the keys alone: from a fingerprint nobody guesses what was sealed. */
  readonly #salt: Uint8Array

  constructor(parts: ChangeParts) {
    this.#parts = parts
    this.#salt = parts.keyring.sign(utf8.encode('causeway feed fingerprints'))
  }

  /** The next fact about an object, as `seq`; undefined when nothing changed. */
  factOf(state: ScopeState, placement: Placement, at: At): StoredFact | undefined {
    const { scope, place } = state
    const { key } = placement
    const last = state.lastOf(keyText(key))
    const there = last?.content !== undefined
    const shown = this.#shown(scope, placement)
    const fingerprint = shown === undefined ? left : this.#fingerprint(shown)
    if (there && last.fingerprint === fingerprint) return undefined
    const said = shown && this.#said(shown)
    if (said === undefined && !there) return undefined
    const fact: FeedFact = { scope, epoch: place.epoch, key, ...at, ...(said ?? leftAs) }
    return {
      fact,
      bytes: encodeFeedFact(fact),
      fingerprint: said === undefined ? left : fingerprint,
      content: contentOfFact(this.#parts.keyring.hash, fact),
    }
  }

  /** What is there to be read in a scope, and by whom; undefined: nothing, or nobody. */
  #shown(scope: Scope, { key, body }: Placement): Shown | undefined {
    if (body === undefined) return undefined
    if (!this.#parts.isSealed(key)) return { body, sealKey: none }
    const sealKey = this.#parts.sealKeyOf(scope)
    return sealKey && { body, sealKey }
  }

  /** undefined when the key is none to seal to, or the object is larger than any server takes. */
  #said({ body, sealKey }: Shown): Pick<FeedFact, 'kind' | 'body' | 'sealed'> | undefined {
    const sealed = sealKey.length > 0
    const bytes = sealed ? this.#parts.keyring.sealTo(sealKey, body) : body
    if (bytes === undefined || bytes.length > limits.feedBodyBytes) return undefined
    return { kind: 'placed', body: bytes, sealed }
  }

  #fingerprint({ body, sealKey }: Shown): string {
    const salt = this.#salt
    const bytes = new Uint8Array(salt.length + sealKey.length + body.length)
    bytes.set(salt)
    bytes.set(sealKey, salt.length)
    bytes.set(body, salt.length + sealKey.length)
    return toHex(this.#parts.keyring.hash(bytes).subarray(0, fingerprintBytes))
  }
}

const utf8 = new TextEncoder()
const none = new Uint8Array()
const left = '00'.repeat(fingerprintBytes)
const leftAs = { kind: 'left', body: none, sealed: false } as const
