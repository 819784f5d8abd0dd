// When a pending write is over: the cloud has told what became of it, and the feeds have brought what it left.
import type { Clock } from '../../bus/clock.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import type { WriteOutcome } from '../../src/mirror/pending/facts.ts'
import { settledUpTo } from '../../src/mirror/pending/queue.ts'
import type { Queue } from '../../src/mirror/pending/queue.ts'
import { isUidOf, writeText } from '../../src/mirror/pending/write.ts'
import type { PendingWrite } from '../../src/mirror/pending/write.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { placeOf } from './local-view.ts'
import type { LocalView } from './local-view.ts'

/** Feeds that have not brought an outcome after so long will not: the object was changed again, or is gone. */
const lingerMs = 30_000

interface Told {
  readonly version: string | undefined
  readonly at: MonoMs
}

/** What the cloud told of writes, and whether the feeds have caught up. */
export class Settling {
  readonly #clock: Clock
  readonly #view: LocalView
  #told = new Map<string, Told>()

  constructor(clock: Clock, view: LocalView) {
    this.#clock = clock
    this.#view = view
  }

  /** Remembers what became of pending writes. */
  take(outcomes: readonly WriteOutcome[], queue: Queue): void {
    const at = this.#clock.mono()
    const pending = new Set(queue.map(writeText))
    for (const outcome of outcomes) {
      const name = writeText(outcome)
      const isNews = pending.has(name) && !this.#told.has(name)
      if (isNews) this.#told.set(name, { version: outcome.version, at })
    }
  }

  /** The last write that is over, and when to look again at the latest where one only waits for a feed. */
  look(queue: Queue): {
    readonly upTo: PendingWrite | undefined
    readonly againMs: number | undefined
  } {
    const names = new Set(queue.map(writeText))
    for (const name of this.#told.keys()) if (!names.has(name)) this.#told.delete(name)
    const isTold = (write: PendingWrite): boolean => this.#told.has(writeText(write))
    const upTo = settledUpTo(queue, isTold, (write) => this.#isHere(write))
    const waiting = [...this.#told.values()].map(({ at }) => at)
    const oldest = waiting.length === 0 ? undefined : Math.min(...waiting)
    const againMs = oldest === undefined ? undefined : oldest + lingerMs - this.#clock.mono()
    return { upTo, againMs }
  }

  #isHere(write: PendingWrite): boolean {
    const told = this.#told.get(writeText(write))
    if (told?.version === undefined || !this.#view.carries(write.target)) return true
    if (this.#clock.mono() - told.at >= lingerMs) return true
    const base = this.#view.fed(...placeOf(write.target))
    if (write.change.verb === 'delete') return base === undefined || !isUidOf(write.uid, base)
    return base !== undefined && isAsNew(base, told.version)
  }
}

/** Versions of one API server are compared as numbers; what are none tell nothing. */
function isAsNew({ metadata }: KubeObject, version: string): boolean {
  const [has, wanted] = [Number(metadata.resourceVersion), Number(version)]
  return Number.isNaN(wanted) || has >= wanted
}
