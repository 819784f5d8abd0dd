// Rumours: what members of a SWIM group say of each other, which of them is news, and how they are passed on.
import type { Place } from '../field-links.ts'

/** Something said of a member. */
export interface Rumour {
  readonly about: Place
  readonly state: 'alive' | 'suspect' | 'dead'
  /** Raised by the member itself whenever it objects. */
  readonly incarnation: number
  readonly from: Place
}

/** Whether a rumour overrules what is believed. */
export function isNews(
  believed: Pick<Rumour, 'state' | 'incarnation'>,
  { state, incarnation }: Rumour,
): boolean {
  if (state === 'alive') return incarnation > believed.incarnation
  if (incarnation < believed.incarnation || believed.state === 'dead') return false
  return state === 'dead' || believed.state === 'alive'
}

/** What is still to be passed on: of each member the latest rumour. */
export interface RumourQueue {
  readonly pass: (rumour: Rumour) => void
  /** Those that were passed on the least, at most so many. */
  readonly take: (most: number) => readonly Rumour[]
}

/** An empty queue; each rumour is passed on so often. */
export function createRumourQueue(times: number): RumourQueue {
  const queue = new Map<Place, { readonly rumour: Rumour; left: number }>()
  return {
    pass: (rumour) => void queue.set(rumour.about, { rumour, left: times }),
    take: (most) => {
      if (queue.size === 0) return []
      const next = [...queue.values()].toSorted((a, b) => b.left - a.left).slice(0, most)
      return next.map((item) => {
        item.left -= 1
        if (item.left <= 0) queue.delete(item.rumour.about)
        return item.rumour
      })
    },
  }
}
