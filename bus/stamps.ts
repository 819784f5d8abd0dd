// The stamps of one producer: its hybrid logical clock, moved on by what it reads back and hears.
import { hlcMerge, hlcNext, wallMs, type Hlc, type WallMs } from '../src/kernel/time.ts'

/** Hands out stamps that never go back. */
export interface Stamps {
  readonly next: () => Hlc
  /** Moves on past a stamp read from the own journal or heard from another. */
  readonly heard: (stamp: Hlc) => void
}

/** Stamps over a wall clock that may jump. */
export function createStamps(wall: () => WallMs): Stamps {
  let last: Hlc = { wallMs: wallMs(0), counter: 0 }
  return {
    next: () => (last = hlcNext(last, wall())),
    heard: (stamp) => {
      last = hlcMerge(last, stamp, wall())
    },
  }
}
