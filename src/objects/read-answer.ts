// What a read is answered with: a whole answer, a watch, or "pass on".
import type { Collection } from './collection.ts'
import type { WatchSpec } from './watches/spec.ts'

/** Header names in lower case. */
export type HeaderMap = Readonly<Record<string, string>>

/** An answer's content, as a value for callers within and as bytes for the wire; each is made when asked for. */
export interface Content {
  readonly value: () => unknown
  readonly bytes: () => Uint8Array
}

/** A whole answer. */
export interface Answer {
  readonly is: 'answer'
  readonly status: number
  readonly headers: HeaderMap
  readonly content: Content
}

/** A stream of events: see watches/watch.ts for how it goes on. */
export interface WatchAnswer {
  readonly is: 'watch'
  readonly headers: HeaderMap
  readonly spec: WatchSpec
  /** What to begin from (`beginWatch`) and to subscribe to. */
  readonly collection: Collection
}

/** Not a read, or not about what is known here: somebody else must answer. */
export interface PassOn {
  readonly is: 'pass-on'
}

/** What a read is answered with. */
export type ReadAnswer = Answer | WatchAnswer | PassOn
