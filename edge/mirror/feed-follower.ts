// One feed as a node follows it: hears it live, asks for what it misses, and hands on what is to be written.
import { backoffMs } from '../../bus/backoff.ts'
import type { BackoffBounds } from '../../bus/backoff.ts'
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { FeedPlace } from '../../src/health/words.ts'
import type { Hash } from '../../src/kernel/chain.ts'
import type { Random } from '../../src/kernel/random.ts'
import { contentOf } from '../../src/mirror/buckets.ts'
import { beginFollow, follow, isCurrent } from '../../src/mirror/follow.ts'
import type { Follow, FollowInput, FollowOutput } from '../../src/mirror/follow.ts'
import type { Holdings } from '../../src/mirror/holdings.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { SyncAsk } from '../../src/mirror/sync.ts'
import type { LoadedFeed } from './load-mirror.ts'
import type { FeedWrite } from './mirror-writer.ts'

/** What following takes. */
export interface FeedFollowerParts {
  readonly scope: Scope
  readonly clock: Clock
  readonly random: Random
  readonly hash: Hash
  /** A question without an answer is asked again, ever later. */
  readonly retry: BackoffBounds
  readonly ask: (asked: SyncAsk) => void
  readonly write: (scope: Scope, write: FeedWrite) => void
}

/** How one feed is. */
export interface FeedStatus {
  readonly scope: Scope
  readonly epoch: number
  readonly cursor: number
  /** The last place that the owner is known to have reached. */
  readonly head: number
  /** All that the owner is known to have is here. */
  readonly current: boolean
  /** All that the owner had was once here: before that, nothing may be served. */
  readonly complete: boolean
  readonly objects: number
}

/** A feed that is followed until it is stopped. */
export class FeedFollower {
  readonly #parts: FeedFollowerParts
  readonly held: Holdings
  #state: Follow
  #tries = 0
  /** By the last echo, the owner had nothing that is not here. */
  #isEqual = false
  #unwait: Cancel = () => {}

  constructor(parts: FeedFollowerParts, { cursor, held }: LoadedFeed) {
    this.#parts = parts
    this.held = held
    // Numbers that no earlier run has used: an answer to one of its questions is not taken for ours.
    const asked = parts.clock.wall()
    this.#state = beginFollow({ epoch: cursor.epoch, seq: cursor.seq }, cursor.complete, asked)
  }

  /** What the echo of a beat says: whether the owner has nothing that is not here. */
  compared(isEqual: boolean): void {
    this.#isEqual = isEqual
  }

  /** Takes an input. An owner that is heard again can answer what it left unanswered: it is asked once more at once. */
  post(given: FollowInput): void {
    if (given.kind === 'linked' && this.#knows()) return
    const heardAgain = given.kind === 'head' || given.kind === 'linked'
    const isAskedAgain = heardAgain && this.#state.open !== 0 && this.#tries > 1
    const input: FollowInput = isAskedAgain ? { kind: 'unanswered' } : given
    const before = this.#state
    const { state, outputs } = follow(before, input, this.held)
    this.#state = state
    if (state.open !== before.open || input.kind === 'unanswered') this.#waitFor(state.open, given)
    for (const output of outputs) this.#do(output)
  }

  stop(): void {
    this.#unwait()
  }

  /** What beats carry of it. */
  place(): FeedPlace {
    const { cursor } = this.#state
    return { seq: cursor.seq, mark: this.held.mark(cursor) }
  }

  status(): FeedStatus {
    const { cursor, head, complete } = this.#state
    return {
      scope: this.#parts.scope,
      epoch: cursor.epoch,
      cursor: cursor.seq,
      head: head.seq,
      current: isCurrent(this.#state),
      complete,
      objects: this.held.size,
    }
  }

  /** A way that is found open makes no question: one was just asked, or the echo of a beat has told all it could. */
  #knows(): boolean {
    const { open } = this.#state
    return open === 0 ? this.#isEqual && isCurrent(this.#state) : this.#tries === 1
  }

  #do(output: FollowOutput): void {
    const { scope, ask, write } = this.#parts
    if (output.kind === 'ask') {
      const { ask: number, epoch, what } = output
      return ask({ ask: number, scope, epoch, what })
    }
    for (const { kind, key, body } of output.facts) {
      const text = keyText(key)
      if (kind === 'placed') this.held.put(text, contentOf(this.#parts.hash, text, body))
      else this.held.drop(text)
    }
    for (const key of output.drops) this.held.drop(key)
    write(scope, output)
  }

  /** Whoever is answered begins again with the shortest wait. */
  #waitFor(open: number, { kind }: FollowInput): void {
    const { clock, random, retry } = this.#parts
    this.#unwait()
    this.#tries = kind === 'unanswered' ? this.#tries + 1 : 1
    if (open === 0) return
    this.#unwait = clock.after(backoffMs(this.#tries, retry, random), () =>
      this.post({ kind: 'unanswered' }),
    )
  }
}
