// The walk over a lane's base on opening: every record's checksum, and whether all together sum to the checkpoint.
import { baseDigest, hashBytes, sameBytes, sumPlus } from '../../src/kernel/chain.ts'
import type { Hash } from '../../src/kernel/chain.ts'
import type { Entry } from '../store.ts'
import type { Checkpoint } from './checkpoint.ts'
import { readBase } from './record.ts'

/** What a base holds: what is whole in it counts and sums to this. */
export interface BaseScan {
  readonly count: number
  readonly sum: Uint8Array
  readonly damaged: readonly string[]
}

/** Takes a base's records in any order. */
export class BaseWalk {
  readonly #hash: Hash
  readonly #damaged: string[] = []
  #count = 0
  #sum: Uint8Array = new Uint8Array(hashBytes)

  constructor(hash: Hash) {
    this.#hash = hash
  }

  take(entry: Entry): void {
    const record = readBase(entry.value)
    if (record === undefined) {
      this.#damaged.push(entry.key)
      return
    }
    this.#count += 1
    this.#sum = sumPlus(this.#sum, baseDigest(this.#hash, { key: entry.key, ...record }))
  }

  finish(): BaseScan {
    return { count: this.#count, sum: this.#sum, damaged: this.#damaged }
  }
}

/** Whether the base is exactly what the checkpoint says. */
export const baseFits = (base: BaseScan, checkpoint: Checkpoint): boolean =>
  base.damaged.length === 0 &&
  base.count === checkpoint.count &&
  sameBytes(base.sum, checkpoint.sum)
