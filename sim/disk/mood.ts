// How a simulated disk behaves at the moment: what it refuses, how slow it is, and what chance decides.
import type { Random } from '../../src/kernel/random.ts'

/** A disk's mood; change it at will. */
export interface DiskMood {
  /** Every operation takes up to this long. */
  slowMs: number
  /** Writes are refused with FULL, and there is no room. */
  full: boolean
  /** So many of the next synced writes fail; whether they are on the disk all the same is left to chance. */
  failingSyncs: number
}

/** What stores and slots of one disk share. */
export interface DiskChance {
  readonly mood: DiskMood
  readonly random: Random
}

/** A disk without faults. */
export const calm = (): DiskMood => ({ slowMs: 0, full: false, failingSyncs: 0 })

/** Whether this synced write is one that fails. */
export function failsNow({ mood }: DiskChance): boolean {
  if (mood.failingSyncs === 0) return false
  mood.failingSyncs -= 1
  return true
}
