// What the owner of a shard owes its log: a seed when it has grown, and that it forgets what lies before.
import { isFault } from '../../src/kernel/fault.ts'
import type { LogInfo } from '../log.ts'
import type { ShardPlace } from './items.ts'
import { Seeds } from './seeds.ts'
import type { ShardParts } from './shard-parts.ts'

/** The upkeep of one log by one replica. */
export class Upkeep {
  readonly #parts: ShardParts
  readonly #shard: number
  #gathering = false
  #gathered: Seeds | undefined
  /** The last seed when the log was looked at last. */
  #seen = 0
  #ripe = 0

  constructor(parts: ShardParts, shard: number) {
    this.#parts = parts
    this.#shard = shard
  }

  /** What a seed that is due is made of, once it was gathered. */
  get gathered(): Seeds | undefined {
    return this.#gathered
  }

  /** The seed before which the log may forget now; 0 when there is none. */
  get ripe(): number {
    return this.#ripe
  }

  /** The log was looked at: a seed that was there the last time is ripe, replicas had a period to read what was before. */
  looked({ seed }: ShardPlace, { first }: LogInfo): void {
    this.#ripe = first < this.#seen ? this.#seen : 0
    this.#seen = seed
  }

  /** Reads what the journal keeps while facts are still written; those are read in the end. */
  gather(place: ShardPlace, ready: () => void): void {
    const leastBytes = Math.max(this.#parts.bounds.seedBytes, place.seedBytes)
    if (this.#gathering || this.#gathered !== undefined || place.freshBytes < leastBytes) return
    this.#gathering = true
    const seeds = new Seeds(this.#parts, this.#shard)
    seeds.gather((outcome) => {
      if (!this.#gathering || isFault(outcome)) return this.sown()
      this.#gathered = seeds
      ready()
    })
  }

  /** A seed was told, or could not be. */
  sown(): void {
    this.#gathering = false
    this.#gathered = undefined
  }

  /** The log was trimmed, or could not be. */
  trimmed(): void {
    this.#ripe = 0
  }

  /** It is another log, or another's: nothing is due. */
  forget(): void {
    this.sown()
    this.#seen = 0
    this.#ripe = 0
  }
}
