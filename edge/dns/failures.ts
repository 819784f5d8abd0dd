// Names whose look-up failed a moment ago: they are not looked up again at once.
import type { MonoMs } from '../../src/kernel/time.ts'

/** Failed look-ups, the newest of them. */
export class Failures {
  readonly #until = new Map<string, number>()
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  has(key: string, now: MonoMs): boolean {
    const until = this.#until.get(key)
    if (until === undefined) return false
    if (now >= until) this.#until.delete(key)
    return now < until
  }

  /** Notes a failure that counts before `until`, in the clock's monotonic milliseconds. */
  note(key: string, until: number): void {
    this.#until.delete(key)
    this.#until.set(key, until)
    const [oldest] = this.#until.keys()
    if (this.#until.size > this.#max && oldest !== undefined) this.#until.delete(oldest)
  }

  forget(key: string): void {
    this.#until.delete(key)
  }
}
