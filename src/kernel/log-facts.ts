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

/** A replica owns a shard from here on; whoever appends after it on the old understanding fails. */
export interface OwnerBegan {
  readonly kind: 'owner-began'
  readonly shard: number
  readonly replica: string
  /** The log was empty or had lost entries: what is known follows as seeds, ended by a `log-seeded`. */
  readonly seeding: boolean
}

/** A log of a shard that is not the one that was, or lacks its beginning or its end. */
export interface LostLog {
  readonly shard: number
  /** The incarnation that was known, and its last entry as far as it was read. */
  readonly incarnation: string
  readonly at: number
  /** What is there now. */
  readonly foundIncarnation: string
  readonly found: number
}

/** The bus lost logs: all that one replica found and told again, at one time. */
export interface LogLost {
  readonly kind: 'log-lost'
  /** Absent in the first version, which told of one log. */
  readonly replica?: string
  readonly lost: readonly LostLog[]
}

/** The log of a shard holds everything from a seed on: whoever reads from there misses nothing that came before. */
export interface LogSeeded {
  readonly kind: 'log-seeded'
  readonly shard: number
  readonly facts: number
  /** Whose seed it was, the entry at which it begins, and its size; absent where a seed was no licence to forget yet. */
  readonly replica?: string
  readonly first?: number
  readonly bytes?: number
}

/** How far this replica has read the log of a shard; commits together with what it read. */
export interface ShardFollowed {
  readonly kind: 'shard-followed'
  readonly shard: number
  readonly incarnation: string
  readonly at: number
  /** The beginning of that entry's hash, in hexadecimal: another entry in its place is another log. */
  readonly mark: string
  /** The marks of the entries before it, the newest last; absent where none are known. */
  readonly marks?: readonly string[]
  /** The marks of entries after it that were read before the log was found to end here; absent where none are known. */
  readonly ahead?: readonly string[]
  /** The last fact of the shard: its epoch and sequence. */
  readonly epoch: number
  readonly upTo: number
  /** The epoch that was known when this log was found in place of another; absent where it was not. */
  readonly bornAfter?: number
  /** Where the last whole seed begins, its size, and what was appended since; absent where none is known. */
  readonly seed?: number
  readonly seedBytes?: number
  readonly freshBytes?: number
}

/** Feeds of a shard began a new epoch because of what befell their store: followers compare. */
export interface FeedsBegan {
  readonly kind: 'feeds-began'
  readonly shard: number
  readonly replica: string
  readonly because: 'damaged'
  /** How many, and the first of them. */
  readonly count: number
  readonly scopes: readonly string[]
}

/** Everything logs say about themselves. */
export type LogFact =
  | EpochBegan
  | Dropped
  | HoleFound
  | LaneTaken
  | ForkFound
  | OwnerBegan
  | LogLost
  | FeedsBegan
  | LogSeeded
  | ShardFollowed
