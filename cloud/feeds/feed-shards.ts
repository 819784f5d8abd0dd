// How this replica holds the shards that feeds belong to: which feeds are ours, and which are kept without being served.
import type { ShardHold } from '../../bus/shards/shard-parts.ts'
import { shardOf } from '../../src/kernel/hash.ts'
import type { Scope } from '../../src/mirror/scope.ts'

/** What the shards of feeds are told by. */
export interface FeedShardsParts {
  /** How many shards there are. */
  readonly shards: number
  /** How this replica holds a shard. */
  readonly holdOf: (shard: number) => ShardHold
  /** The site whose shard a scope belongs to; undefined for `all`, which belongs to shard 0. */
  readonly siteOf: (scope: Scope) => string | undefined
}

/** The shards of feeds. */
export class FeedShards {
  readonly #parts: FeedShardsParts
  /** Their log does not say whether they are still ours. */
  readonly #unsure = new Set<number>()

  constructor(parts: FeedShardsParts) {
    this.#parts = parts
  }

  /** Takes word of how a shard is held. */
  changed(shard: number, hold: ShardHold): void {
    if (hold === 'unsure') this.#unsure.add(shard)
    else this.#unsure.delete(shard)
  }

  /** The shard of a feed. */
  readonly of = (scope: Scope): number => {
    const site = this.#parts.siteOf(scope)
    return site === undefined ? 0 : shardOf(site, this.#parts.shards)
  }

  holdOf(scope: Scope): ShardHold {
    return this.#parts.holdOf(this.of(scope))
  }

  /** Whether what is said of a feed counts; at rest this costs nothing. */
  isServed(scope: Scope): boolean {
    return this.#unsure.size === 0 || !this.#unsure.has(this.of(scope))
  }
}
