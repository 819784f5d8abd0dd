// Whether the cluster's API can be asked: believed until a request stays without an answer and a probe does too.
import { backoffMs } from '../../bus/backoff.ts'
import type { BackoffBounds } from '../../bus/backoff.ts'
import type { Cancel, Clock } from '../../bus/clock.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { MonoMs } from '../../src/kernel/time.ts'

/** What the path stands on. */
export interface ClusterPathParts {
  readonly clock: Clock
  readonly random: Random
  /** Asks the cluster something small; any answer is life. */
  readonly probe: (done: (answered: boolean) => void) => void
  /** While there is no answer it is asked again, ever later. */
  readonly retry: BackoffBounds
  readonly changed: (isUp: boolean) => void
}

/** The way to the cluster's API. */
export class ClusterPath {
  readonly #parts: ClusterPathParts
  #isUp = true
  #isProbing = false
  #stopped = false
  #tries = 0
  #upAt: MonoMs
  #unwait: Cancel = () => {}

  constructor(parts: ClusterPathParts) {
    this.#parts = parts
    this.#upAt = parts.clock.mono()
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** Something speaks against it: it is looked at once, whatever else waits. */
  suspect(): void {
    if (this.#isUp) this.#probe()
  }

  stop(): void {
    this.#stopped = true
    this.#unwait()
  }

  #probe(): void {
    if (this.#isProbing || this.#stopped) return
    this.#isProbing = true
    this.#parts.probe((answered) => {
      this.#isProbing = false
      if (this.#stopped) return
      if (answered) this.#rise()
      else this.#fall()
    })
  }

  #rise(): void {
    if (this.#isUp) return
    this.#isUp = true
    this.#upAt = this.#parts.clock.mono()
    this.#parts.changed(true)
  }

  /** A path that falls again soon after it rose is asked as seldom as before, so that it does not flap. */
  #fall(): void {
    const { clock, random, retry, changed } = this.#parts
    const wasUp = this.#isUp
    const isSteady = clock.mono() - this.#upAt >= retry.maxMs
    this.#isUp = false
    this.#tries = wasUp && isSteady ? 1 : this.#tries + 1
    this.#unwait = clock.after(backoffMs(this.#tries, retry, random), () => this.#probe())
    if (wasUp) changed(false)
  }
}
