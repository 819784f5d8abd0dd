// The verdict: the table of what the cloud hears against what the peers have settled.
import type { Tally, Verdict } from './words.ts'

/** What a verdict is made of. */
export interface Signs {
  /** The cloud hears the node: its own beat on a direct path, or its kubelet's own renewals. */
  readonly heard: boolean
  /** A peer relays its beats: not hearing, but it forbids `failed`. */
  readonly relayed: boolean
  readonly tally: Tally
  /** The whole site is cut: no new `failed` there. */
  readonly siteCut: boolean
}

/** The verdict that the signs ask for, after `previous`. */
export function verdictOf(signs: Signs, previous: Verdict): Verdict {
  if (signs.heard) return 'healthy'
  if (signs.relayed) return 'isolated'
  switch (signs.tally) {
    case 'dead':
      return signs.siteCut && previous !== 'failed' ? 'isolated' : 'failed'
    case 'alive':
      return 'isolated'
    case 'open':
      return previous === 'failed' ? 'failed' : 'isolated'
  }
}

const ranks: Readonly<Record<Verdict, number>> = { healthy: 0, isolated: 1, failed: 2 }

/** Whether one verdict is worse than another. */
export const isWorse = (verdict: Verdict, than: Verdict): boolean => ranks[verdict] > ranks[than]
