// Feeds that begin anew because what was stored of them was damaged: told as a fact, in the log of their shard.
import type { Clock } from '../../bus/clock.ts'
import type { FeedsBegan } from '../../src/kernel/log-facts.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Scope } from '../../src/mirror/scope.ts'

/** What such facts are told with. */
export interface BeganParts {
  readonly clock: Pick<Clock, 'after'>
  readonly replica: string
  readonly isOurs: (shard: number) => boolean
  readonly tell: (fact: FeedsBegan, done: (fault: Fault | undefined) => void) => void
}

/** Scopes that are named; of more the number is enough. */
const namedMax = 16
/** After a start it takes a while until shards are ours; those that never are have another owner, and other feeds. */
const tries = 60
const tryMs = 1_000

/** Tells of each shard once how many of its feeds began anew. */
export function tellBegan(
  parts: BeganParts,
  scopes: readonly Scope[],
  shardOf: (scope: Scope) => number,
): void {
  for (const shard of new Set(scopes.map(shardOf))) {
    const of = scopes.filter((scope) => shardOf(scope) === shard)
    tellOf(parts, shard, of, tries)
  }
}

function tellOf(parts: BeganParts, shard: number, scopes: readonly Scope[], left: number): void {
  const { clock, replica, isOurs, tell } = parts
  const later = (): void => {
    if (left > 1) clock.after(tryMs, () => tellOf(parts, shard, scopes, left - 1))
  }
  if (!isOurs(shard)) return later()
  const named = scopes.slice(0, namedMax)
  const count = scopes.length
  const because = 'damaged'
  tell({ kind: 'feeds-began', shard, replica, because, count, scopes: named }, (fault) => {
    if (fault !== undefined) later()
  })
}
