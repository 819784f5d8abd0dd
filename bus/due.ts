// Dues: which key wants to be asked again when, with one timer for all keys.
import type { MonoMs } from '../src/kernel/time.ts'
import type { Cancel, Clock } from './clock.ts'
import { assert } from '../src/kernel/assert.ts'

interface Item {
  readonly at: number
  readonly key: string
}

/** A binary heap, earliest first. */
class Heap {
  readonly #items: Item[] = []

  peek(): Item | undefined {
    return this.#items[0]
  }

  push(item: Item): void {
    const items = this.#items
    let i = items.push(item) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (this.#at(parent).at <= item.at) break
      items[i] = this.#at(parent)
      i = parent
    }
    items[i] = item
  }

  pop(): void {
    const items = this.#items
    const last = items.pop()
    if (last === undefined || items.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= items.length) break
      if (child + 1 < items.length && this.#at(child + 1).at < this.#at(child).at) child += 1
      if (this.#at(child).at >= last.at) break
      items[i] = this.#at(child)
      i = child
    }
    items[i] = last
  }

  #at(i: number): Item {
    const item = this.#items[i]
    assert(item !== undefined, 'heap index within bounds')
    return item
  }
}

/** Keeps one due per key; `fire` is called for each key whose due has come. */
export class Dues {
  readonly #clock: Clock
  readonly #fire: (key: string) => void
  readonly #heap = new Heap()
  /** When each key is next in the heap, and when it really wants to be asked. */
  readonly #armed = new Map<string, number>()
  readonly #wanted = new Map<string, number>()
  #timer: { readonly at: number; readonly cancel: Cancel } | undefined

  constructor(clock: Clock, fire: (key: string) => void) {
    this.#clock = clock
    this.#fire = fire
  }

  /** Sets, moves or removes a key's due. Moving it later costs nothing until the old one fires. */
  set(key: string, at: MonoMs | undefined): void {
    if (at === undefined) {
      this.#wanted.delete(key)
      return
    }
    this.#wanted.set(key, at)
    const armed = this.#armed.get(key)
    if (armed === undefined || at < armed) this.#arm(key, at)
  }

  /** Stops the timer; nothing fires any more. */
  stop(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#wanted.clear()
  }

  #arm(key: string, at: number): void {
    this.#armed.set(key, at)
    this.#heap.push({ at, key })
    this.#wake(at)
  }

  /** Rings at `at`, unless the timer is set for an earlier time. */
  #wake(at: number): void {
    if (this.#timer !== undefined && this.#timer.at <= at) return
    this.#timer?.cancel()
    const delayMs = Math.max(1, at - this.#clock.mono())
    this.#timer = { at, cancel: this.#clock.after(delayMs, () => this.#ring()) }
  }

  #ring(): void {
    this.#timer = undefined
    const now = this.#clock.mono()
    for (let item = this.#heap.peek(); item !== undefined && item.at <= now;) {
      this.#heap.pop()
      this.#settle(item, now)
      item = this.#heap.peek()
    }
    // What was armed meanwhile may have set a timer that is later than what waited before.
    const next = this.#heap.peek()
    if (next !== undefined) this.#wake(next.at)
  }

  /** One heap item has come up: it is stale, early, or due. */
  #settle(item: Item, now: number): void {
    if (this.#armed.get(item.key) !== item.at) return
    this.#armed.delete(item.key)
    const wanted = this.#wanted.get(item.key)
    if (wanted === undefined) return
    if (wanted > now) return this.#arm(item.key, wanted)
    this.#wanted.delete(item.key)
    this.#fire(item.key)
  }
}
