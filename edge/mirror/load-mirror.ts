// Reads a node's mirror back from its store: what each feed holds and where it stands. Damaged values are left out.
import { guardedPart } from '../../bus/guarded.ts'
import type { Entry, Store } from '../../bus/store.ts'
import { decodeFeedFact } from '../../schemas/feed.ts'
import type { Hash } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { contentOf } from '../../src/mirror/buckets.ts'
import { voidCursor } from '../../src/mirror/feed-fact.ts'
import type { Cursor, FeedFact } from '../../src/mirror/feed-fact.ts'
import { Holdings } from '../../src/mirror/holdings.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import { readKeptName, readName } from './mirror-names.ts'

/** Where a feed stands on this node, as it is stored. */
export interface StoredCursor extends Cursor {
  readonly complete: boolean
}

/** One feed as it was found. */
export interface LoadedFeed {
  readonly cursor: StoredCursor
  readonly held: Holdings
}

/** All feeds as they were found, what else is kept by name, and keys of the store that hold nothing readable. */
export interface LoadedMirror {
  readonly feeds: ReadonlyMap<Scope, LoadedFeed>
  readonly kept: ReadonlyMap<string, Uint8Array>
  readonly damaged: readonly string[]
}

const pageEntries = 250

/** Reads everything; `each` is handed every fact that is held. */
export function loadMirror(
  store: Store,
  hash: Hash,
  each: (fact: FeedFact) => void,
  done: (outcome: LoadedMirror | Fault) => void,
): void {
  const feeds = new Map<Scope, LoadedFeed>()
  const kept = new Map<string, Uint8Array>()
  const damaged: string[] = []
  const takeOne = (entry: Entry): boolean => {
    const name = readKeptName(entry.key)
    if (name === undefined) return take(feeds, entry, hash, each)
    const bytes = guardedPart(entry.value)
    if (bytes !== undefined) kept.set(name, bytes)
    return bytes !== undefined
  }
  const page = (after: string): void =>
    store.range({ after, limit: pageEntries }, (entries) => {
      if (isFault(entries)) return done(entries)
      const last = entries.at(-1)?.key
      if (last === undefined) return done({ feeds, kept, damaged })
      page(last) // the disk reads on while these are taken
      for (const entry of entries) if (!takeOne(entry)) damaged.push(entry.key)
    })
  page('')
}

/** Whether an entry is whole. */
function take(
  feeds: Map<Scope, LoadedFeed>,
  { key: name, value }: Entry,
  hash: Hash,
  each: (fact: FeedFact) => void,
): boolean {
  const named = readName(name)
  const bytes = guardedPart(value)
  if (named === undefined || bytes === undefined) return false
  const { scope } = named
  const feed = feeds.get(scope) ?? { cursor: notThere, held: new Holdings() }
  if (named.key === undefined) {
    feeds.set(scope, { ...feed, cursor: readCursor(bytes) })
    return true
  }
  const fact = decodeFeedFact(bytes)
  if (isFault(fact) || fact.scope !== scope || keyText(fact.key) !== named.key) return false
  feed.held.put(named.key, contentOf(hash, named.key, fact.body))
  feeds.set(scope, feed)
  each(fact)
  return true
}

const notThere: StoredCursor = { ...voidCursor, complete: false }

/** The bytes of a cursor. */
export const cursorBytes = (cursor: StoredCursor): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(cursor))

const readCursor = (bytes: Uint8Array): StoredCursor =>
  JSON.parse(new TextDecoder().decode(bytes)) as StoredCursor
