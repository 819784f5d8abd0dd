// A fact of a feed, and where a follower stands in one.
import type { WallMs } from '../kernel/time.ts'
import type { ObjectKey, Scope } from './scope.ts'

/**
 * What happened to one object in one scope: it was `placed` there as `body`, or it `left`. `withheld` is a placed one
 * told without its body, because that is too large for one message: whoever follows asks for it.
 */
export interface FeedFact {
  readonly scope: Scope
  readonly epoch: number
  /** Dense from 1 in its scope and epoch; of one object only the last is kept. */
  readonly seq: number
  readonly key: ObjectKey
  readonly atMs: WallMs
  readonly kind: 'placed' | 'left' | 'withheld'
  /** The object as JSON, sealed to the node if `sealed`; empty unless placed. */
  readonly body: Uint8Array
  readonly sealed: boolean
}

/** Up to where a follower has a feed. */
export interface Cursor {
  readonly epoch: number
  readonly seq: number
}

/** The cursor of who cannot say where it stands: it compares, or begins. */
export const voidCursor: Cursor = { epoch: 0, seq: 0 }
