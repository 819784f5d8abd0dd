// The recent changes of a node's mirror, within a number and a size: what watches are resumed from.
import { createHistory } from '../../src/objects/changes/history.ts'
import type { History } from '../../src/objects/changes/history.ts'
import type { Change } from '../../src/objects/collection.ts'

/** How much is remembered. */
export interface RecentBounds {
  readonly changesMax: number
  /** Of the objects as they were stored. */
  readonly bytesMax: number
}

/** Few and small enough for a small node. */
export const recentBounds: RecentBounds = { changesMax: 1_000, bytesMax: 4 << 20 }

/** Changes in order, and the version up to which they are forgotten. */
export class Recent {
  readonly #bounds: RecentBounds
  readonly #history: History
  #sizes: { readonly version: number; readonly bytes: number }[] = []
  #bytes = 0

  constructor(bounds: RecentBounds, horizon: number) {
    this.#bounds = bounds
    this.#history = createHistory(horizon, bounds.changesMax)
  }

  horizon(): number {
    return this.#history.horizon()
  }

  since(resource: string, version: number): readonly Change[] {
    return this.#history.since(resource, version)
  }

  /** Remembers a change of so many bytes; the oldest are forgotten. */
  record(resource: string, change: Change, bytes: number): void {
    this.#history.record(resource, change)
    this.#sizes.push({ version: change.version, bytes })
    this.#bytes += bytes
    const { bytesMax, changesMax } = this.#bounds
    if (this.#bytes <= bytesMax && this.#sizes.length <= 2 * changesMax) return
    let forgotten = 0
    for (const size of this.#sizes) {
      if (this.#bytes <= bytesMax / 2 && this.#sizes.length - forgotten <= changesMax) break
      this.#bytes -= size.bytes
      forgotten += 1
    }
    const last = this.#sizes[forgotten - 1]
    this.#sizes = this.#sizes.slice(forgotten)
    if (last !== undefined) this.#history.forget(last.version)
  }
}
