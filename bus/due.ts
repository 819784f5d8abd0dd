// Dues: which key wants to be asked again when, with one timer for all keys.
import type { MonoMs } from '../src/kernel/time.ts'
import type { Cancel, Clock } from './clock.ts'
import { assert } from '../src/kernel/assert.ts'

/** One key's due: when it wants to be asked, and when it is next in the heap; Infinity is never. */
export interface Due {
  readonly key: string
  wanted: number
  armed: number
}

interface Item {
  readonly at: number
  readonly due: Due
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

/** Keeps the dues of many keys; `fire` is called for each key whose due has come. */
export class Dues {
  readonly #clock: Clock
  readonly #fire: (key: string) => void
  readonly #heap = new Heap()
  #timer: { readonly at: number; readonly cancel: Cancel } | undefined
  #stopped = false

  constructor(clock: Clock, fire: (key: string) => void) {
    this.#clock = clock
    this.#fire = fire
  }

  /** The due of a new key. */
  add(key: string): Due {
    return { key, wanted: Infinity, armed: Infinity }
  }

  /** Sets, moves or removes a due. Moving it later costs nothing until the old one fires. */
  set(due: Due, at: MonoMs | undefined): void {
    due.wanted = at ?? Infinity
    if (due.wanted < due.armed) this.#arm(due)
  }

  /** Stops the timer; nothing fires any more. */
  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
    this.#timer = undefined
  }

  #arm(due: Due): void {
    const at = due.wanted
    due.armed = at
    this.#heap.push({ at, due })
    this.#wake(at)
  }

  /** Rings at `at`, unless the timer is set for an earlier time. */
  #wake(at: number): void {
    if (this.#stopped || (this.#timer !== undefined && this.#timer.at <= at)) return
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
  #settle({ at, due }: Item, now: number): void {
    if (due.armed !== at || this.#stopped) return
    due.armed = Infinity
    if (due.wanted > now) {
      if (due.wanted < Infinity) this.#arm(due)
      return
    }
    due.wanted = Infinity
    this.#fire(due.key)
  }
}
