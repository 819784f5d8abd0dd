// Values by key, with the keys in order.
import type { Entry, Range, Write } from '../../bus/store.ts'

/** A map that answers ranges. */
export class SortedMap {
  readonly #values: Map<string, Uint8Array>
  readonly #keys: string[]

  constructor(values: Map<string, Uint8Array>) {
    this.#values = values
    this.#keys = [...values.keys()].toSorted(compare)
  }

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key)
  }

  apply(writes: readonly Write[]): void {
    for (const write of writes)
      if ('put' in write) this.#set(write.put, write.value)
      else this.#delete(write.del)
  }

  #set(key: string, value: Uint8Array): void {
    if (!this.#values.has(key)) this.#keys.splice(this.#firstNotBelow(key), 0, key)
    this.#values.set(key, value)
  }

  #delete(key: string): void {
    if (this.#values.delete(key)) this.#keys.splice(this.#firstNotBelow(key), 1)
  }

  range({ after, before, reverse = false, limit }: Range): readonly Entry[] {
    const low = after === undefined ? 0 : this.#firstNotBelow(`${after}\0`)
    const end = before === undefined ? this.#keys.length : this.#firstNotBelow(before)
    const high = Math.max(low, end)
    const keys = reverse
      ? this.#keys.slice(Math.max(low, high - limit), high).toReversed()
      : this.#keys.slice(low, Math.min(high, low + limit))
    return keys.map((key) => ({ key, value: this.#values.get(key) ?? new Uint8Array(0) }))
  }

  #firstNotBelow(key: string): number {
    let [low, high] = [0, this.#keys.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#keys[middle] ?? '') < key) low = middle + 1
      else high = middle
    }
    return low
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
