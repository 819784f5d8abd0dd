// Questions about names outside the cluster: from the cache, from upstream servers, and stale ones when those fail.
import type { Clock } from '../../bus/clock.ts'
import { Cache } from './cache.ts'
import type { CacheConfig, Kept } from './cache.ts'
import type { ForwardConfig } from './config.ts'
import { Failures } from './failures.ts'
import type { Upstreams } from './upstreams.ts'
import { aged, isAnswer } from './wire/fetched.ts'
import type { Fetched, Inquiry } from './wire/fetched.ts'

/** A question with the text that tells it from others. */
export interface Wanted {
  readonly key: string
  readonly inquiry: Inquiry
}

/** What the forwarder stands on. */
export interface ForwarderParts {
  readonly clock: Clock
  readonly upstreams: Upstreams
  readonly forward: ForwardConfig
  readonly cache: CacheConfig
  /** Whether the node is alone: then nobody waits where a stale answer is there. */
  readonly isAlone: () => boolean
}

/** Told the message, without EDNS and with id 0; undefined when there is none to be had. */
type Told = (message: Uint8Array | undefined) => void

/** Looks up what is not the cluster's. */
export class Forwarder {
  readonly #parts: ForwarderParts
  readonly #cache: Cache
  readonly #failures: Failures
  /** Who waits, by question: one look-up serves all. */
  readonly #waiting = new Map<string, Set<Told>>()
  #waitingCount = 0

  constructor(parts: ForwarderParts) {
    this.#parts = parts
    this.#cache = new Cache(parts.cache)
    this.#failures = new Failures(parts.forward.waitingMax)
  }

  /** The answer that is there without waiting; a stale one only where no better is to be expected soon. */
  now(wanted: Wanted): Uint8Array | undefined {
    const at = this.#parts.clock.mono()
    const kept = this.#cache.get(wanted.key, at)
    if (kept === undefined) return undefined
    if (kept.isFresh) return aged(kept.fetched, kept.ageS)
    const hasFailed = this.#failures.has(wanted.key, at)
    if (!hasFailed && !this.#parts.isAlone()) return undefined
    if (!hasFailed) this.#lookUp(wanted)
    return this.#stale(kept)
  }

  /** Asks, where `now` had nothing; `done` comes once, in a later turn. */
  ask(wanted: Wanted, done: Told): void {
    const { clock, forward } = this.#parts
    const at = clock.mono()
    const kept = this.#cache.get(wanted.key, at)
    const stale = kept && this.#stale(kept)
    if (this.#failures.has(wanted.key, at) || this.#waitingCount >= forward.waitingMax)
      return clock.soon(() => done(stale))
    this.#waitingCount += 1
    let isTold = false
    const tell: Told = (message) => {
      if (isTold) return
      isTold = true
      this.#waitingCount -= 1
      cancelWait()
      this.#waiting.get(wanted.key)?.delete(tell)
      done(message ?? stale)
    }
    const cancelWait =
      stale === undefined ? () => {} : clock.after(forward.staleAfterMs, () => tell(stale))
    this.#lookUp(wanted, tell)
  }

  #stale({ fetched, ageS }: Kept): Uint8Array {
    return aged(fetched, ageS, this.#parts.forward.staleTtlS)
  }

  /** Begins a look-up, or joins the one that is under way. */
  #lookUp({ key, inquiry }: Wanted, tell?: Told): void {
    const others = this.#waiting.get(key)
    if (others !== undefined) {
      if (tell !== undefined) others.add(tell)
      return
    }
    const { clock, forward, upstreams } = this.#parts
    if (this.#waiting.size >= forward.waitingMax) {
      if (tell !== undefined) clock.soon(() => tell(undefined))
      return
    }
    const waiting = new Set(tell === undefined ? [] : [tell])
    this.#waiting.set(key, waiting)
    upstreams.ask(inquiry, (fetched) => {
      this.#waiting.delete(key)
      const message = this.#taken(key, fetched)
      for (const one of waiting) one(message)
    })
  }

  /** Keeps what may be kept. A server's failure is handed on only where nothing stale stands in for it. */
  #taken(key: string, fetched: Fetched | undefined): Uint8Array | undefined {
    const { clock, forward } = this.#parts
    const at = clock.mono()
    if (fetched !== undefined && isAnswer(fetched)) {
      this.#failures.forget(key)
      if (!fetched.isTruncated) this.#cache.put(key, fetched, at)
      return fetched.message
    }
    const hasStale = this.#cache.get(key, at) !== undefined
    this.#failures.note(key, at + (hasStale ? forward.recheckMs : forward.failureMs))
    return hasStale ? undefined : fetched?.message
  }
}
