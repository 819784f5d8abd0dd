// What a follower asks the owner of a feed, and what it is answered.
import type { Content } from './buckets.ts'
import type { FeedFact } from './feed-fact.ts'
import type { ObjectKey, Scope } from './scope.ts'

/** The facts after a place; all digests; the keys of some buckets; facts by their sequences. */
export type AskWhat =
  | { readonly kind: 'page'; readonly after: number }
  | { readonly kind: 'digests' }
  | { readonly kind: 'keys'; readonly buckets: readonly number[] }
  | { readonly kind: 'facts'; readonly seqs: readonly number[] }

/** A question about one feed. `ask` numbers it: the answer carries it back. */
export interface SyncAsk {
  readonly ask: number
  readonly scope: Scope
  /** The epoch that the asking follower stands in; in another one it is answered with digests. */
  readonly epoch: number
  readonly what: AskWhat
}

/** One object that the owner lists. */
export interface Listed {
  readonly key: ObjectKey
  readonly seq: number
  readonly content: Content
}

/** Facts up to `through`, in order, the last of each key; `head` is the owner's last one, `floor` its oldest place. */
export interface PageAnswer {
  readonly kind: 'page'
  readonly facts: readonly FeedFact[]
  readonly through: number
  readonly head: number
  readonly floor: number
}

/** The digests of all that the owner has at `through`. */
export interface DigestsAnswer {
  readonly kind: 'digests'
  readonly through: number
  readonly digests: Uint8Array
}

/** All objects of the buckets that were asked for. */
export interface KeysAnswer {
  readonly kind: 'keys'
  readonly listed: readonly Listed[]
}

/** What is still there of the first `covered` sequences that were asked for. */
export interface FactsAnswer {
  readonly kind: 'facts'
  readonly facts: readonly FeedFact[]
  readonly covered: number
}

/** An answer of the owner. */
export interface SyncAnswer {
  readonly ask: number
  readonly scope: Scope
  readonly epoch: number
  readonly said: PageAnswer | DigestsAnswer | KeysAnswer | FactsAnswer
}

/** Where a feed stands, told to who is not there: its last place, and the mark of all it holds there. */
export interface FeedHead {
  readonly scope: Scope
  readonly epoch: number
  readonly head: number
  readonly mark: number
}

/** Buckets whose keys are asked for at once, and sequences of facts. */
export const askMax = { buckets: 64, seqs: 4_096 } as const
