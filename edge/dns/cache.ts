// What upstream servers answered, kept within bounds: fresh, then stale, then forgotten.
import type { MonoMs } from '../../src/kernel/time.ts'
import type { Fetched } from './wire/fetched.ts'

/** Bounds of the cache, and how long which answers are kept. */
export interface CacheConfig {
  readonly bytesMax: number
  /** However long the servers say: positive and negative answers. */
  readonly lifeSMax: number
  readonly negativeLifeSMax: number
  /** How long after its life an answer may still stand in for one that does not come. */
  readonly staleSMax: number
}

/** An answer and its age; fresh until its life is over. */
export interface Kept {
  readonly fetched: Fetched
  readonly ageS: number
  readonly isFresh: boolean
}

/** What an entry costs beside its message and its key. */
const entryBytes = 200

interface Entry {
  readonly fetched: Fetched
  readonly at: MonoMs
  readonly lifeS: number
}

/** Answers by question; the one that was used the longest time ago makes room first. */
export class Cache {
  readonly #config: CacheConfig
  readonly #entries = new Map<string, Entry>()
  #bytes = 0

  constructor(config: CacheConfig) {
    this.#config = config
  }

  /** Takes the place of what was kept, though it may itself be one that may not be kept. */
  put(key: string, fetched: Fetched, at: MonoMs): void {
    const { lifeSMax, negativeLifeSMax, bytesMax } = this.#config
    this.#drop(key)
    if (fetched.lifeS <= 0) return
    const isPositive = fetched.code === 0 && hasAnswers(fetched.message)
    const lifeS = Math.min(fetched.lifeS, isPositive ? lifeSMax : negativeLifeSMax)
    this.#entries.set(key, { fetched, at, lifeS })
    this.#bytes += costOf(key, fetched)
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= bytesMax) break
      this.#drop(oldest)
    }
  }

  get(key: string, now: MonoMs): Kept | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    const ageS = (now - entry.at) / 1_000
    if (ageS >= entry.lifeS + this.#config.staleSMax) {
      this.#drop(key)
      return undefined
    }
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return { fetched: entry.fetched, ageS, isFresh: ageS < entry.lifeS }
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    this.#entries.delete(key)
    this.#bytes -= costOf(key, entry.fetched)
  }
}

const costOf = (key: string, { message, ttlAts }: Fetched): number =>
  entryBytes + key.length + message.length + 8 * ttlAts.length

const hasAnswers = (message: Uint8Array): boolean => ((message[6] ?? 0) | (message[7] ?? 0)) !== 0
