// The facts that logs say about themselves: a new epoch, what was dropped or broken, and what was taken from others.

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

/** How far the cloud has durably taken a lane of another producer; commits together with the facts themselves. */
export interface LaneTaken {
  readonly kind: 'lane-taken'
  readonly producer: string
  readonly lane: string
  readonly epoch: number
  readonly upTo: number
  /** chain(upTo) in hexadecimal. */
  readonly chain: string
}

/** Two histories of one lane and epoch were seen; the second was not taken. */
export interface ForkFound {
  readonly kind: 'fork-found'
  readonly producer: string
  readonly lane: string
  readonly epoch: number
  /** The cloud's last sequence, up to which the histories were compared. */
  readonly at: number
}

/** Everything logs say about themselves. */
export type LogFact = EpochBegan | Dropped | HoleFound | LaneTaken | ForkFound
