// Virtual time: what is to happen when, in order.

/** Runs what is due, earliest first; what is due together runs in the order it was asked for. */
export class Queue {
  now = 0
  #count = 0
  readonly #items: { at: number; order: number; run: () => void }[] = []

  after(delayMs: number, run: () => void): void {
    const at = this.now + delayMs
    const order = this.#count++
    let i = this.#items.length
    while (i > 0 && (this.#items[i - 1]?.at ?? 0) > at) i--
    this.#items.splice(i, 0, { at, order, run })
  }

  every(periodMs: number, run: () => void, offsetMs = 0): void {
    this.after(offsetMs, () => {
      run()
      this.every(periodMs, run, periodMs)
    })
  }

  runUntil(end: number): void {
    for (let next = this.#items[0]; next !== undefined && next.at <= end; next = this.#items[0]) {
      this.#items.shift()
      this.now = next.at
      next.run()
    }
    this.now = end
  }
}
