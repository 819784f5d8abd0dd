// What a replica keeps already, so that what a log tells again is kept once.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { hlcCompare } from '../../src/kernel/time.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import type { Item } from './items.ts'
import { keptOf } from './items.ts'
import { isOfLog, ToldReader } from './seeds.ts'
import type { Told } from './seeds.ts'
import { markOf } from './shard-log.ts'
import type { ShardParts } from './shard-parts.ts'

/** What is kept of a shard, the last of each key; it grows with what is read. */
export class Kept {
  readonly #parts: Pick<ShardParts, 'signer'>
  readonly #shard: number
  readonly #marks = new Set<string>()
  /** Keys whose last fact came by another shard's log, and its stamp. */
  readonly #elsewhere: ReadonlyMap<string, Hlc>

  constructor(parts: Pick<ShardParts, 'signer' | 'shardOf'>, shard: number, last: Iterable<Told>) {
    this.#parts = parts
    this.#shard = shard
    const elsewhere = new Map<string, Hlc>()
    for (const fact of last)
      if (isOfLog(fact, shard, parts)) this.#marks.add(markOf(parts.signer, fact.bytes))
      else elsewhere.set(fact.key, fact.envelope.hlc)
    this.#elsewhere = elsewhere
  }

  /** Those that are not kept yet, each once: what is told again may stand in the same page, or a few pages before. */
  newOf(items: readonly Item[]): readonly Item[] {
    return items.filter((item) => {
      if (this.#isOlder(item)) return false
      const before = this.#marks.size
      return this.#marks.add(markOf(this.#parts.signer, item.bytes)).size > before
    })
  }

  /** A node that changed its shard: its key has gone on in another log. */
  #isOlder({ envelope, bytes }: Item): boolean {
    const { lane, key } = keptOf(this.#shard, { envelope, bytes })
    const later = this.#elsewhere.get(`${lane}/${key}`)
    return later !== undefined && hlcCompare(envelope.hlc, later) <= 0
  }
}

/** Reads from the journal what is kept. */
export function readKept(
  parts: ShardParts,
  shard: number,
  done: (outcome: Kept | Fault) => void,
): void {
  const last = new Map<string, Told>()
  new ToldReader(parts.journal).readOn(
    (fact) => last.set(fact.key, fact),
    (fault) => done(isFault(fault) ? fault : new Kept(parts, shard, last.values())),
  )
}
