// The facts a journal says about itself: a new epoch, what it dropped, and where it was broken.

/** The first fact of every lane in a new epoch: where its history hangs on the previous one. */
export interface EpochBegan {
  readonly kind: 'epoch-began'
  readonly previous: number
  readonly upTo: number
  /** chain(upTo) in hexadecimal. */
  readonly chain: string
  /** The last sequence that was acknowledged in the previous epoch and is lost; absent when nothing is. */
  readonly lostTo?: number
}

/** Facts of a lane that were given up for want of room. */
export interface Dropped {
  readonly kind: 'dropped'
  readonly from: number
  readonly to: number
}

/** Facts that were found missing on opening and could not be fetched again. */
export interface HoleFound {
  readonly kind: 'hole-found'
  readonly lane: string
  readonly part: 'tail' | 'base'
  readonly from: number
  readonly to: number
}

/** Everything a journal says about itself. */
export type LogFact = EpochBegan | Dropped | HoleFound
