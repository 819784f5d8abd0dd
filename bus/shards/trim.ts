// Trimming a shard's log: what it may forget.
//
// The licence to forget is an entry of the log itself: the `log-seeded` that only the owner could append, after seeds that
// only he could append. Whatever is appended after it, by whomever, what lies before its first seed is not needed any more.
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { LogInfo } from '../log.ts'
import type { ShardPlace } from './items.ts'
import { readPage } from './read-entries.ts'
import { emptyBook, type ShardBook } from './shard-book.ts'
import { markOf, readEntry } from './shard-log.ts'
import type { ShardParts } from './shard-parts.ts'
import type { WriteAt } from './shard-write.ts'

/** Entries that are read back at once. */
const pageLength = 32

/** Whether a log begins after the last seed that it was told: somebody else removed what is needed. One that is told again needs nothing. */
export const isBeheaded = ({ place, seeding }: ShardBook, { first }: LogInfo): boolean =>
  !seeding && first > Math.max(1, place.seed)

/**
 * Forgets what lies before the seed that begins at `seed`, once it was read back as a replica that knows nothing reads it; of a log that
 * does not give it back nothing is forgotten.
 */
export function trimLog(
  parts: Pick<ShardParts, 'signer'>,
  at: WriteAt,
  seed: number,
  done: (fault: Fault | undefined) => void,
): void {
  const { log, shard, place } = at
  const begins = { ...emptyBook, place: { ...emptyBook.place, at: seed - 1 } }
  readBack(parts, at, begins, (book) => {
    if (isFault(book)) return done(book)
    if (isSeeded(book.place, seed)) return log.trim(seed, place.at, done)
    const why = `expected a whole seed in the log of shard ${shard} from entry ${seed} on, it is not`
    done(new Fault('STORE_BROKEN', why))
  })
}

/** Whether a whole seed was read that begins there or later: it stands for all that was before. */
const isSeeded = ({ seed, upTo }: ShardPlace, from: number): boolean => seed >= from && upTo > 0

/** Reads to the end of the first whole seed, or of what was appended by now. */
function readBack(
  parts: Pick<ShardParts, 'signer'>,
  { log, shard, place }: WriteAt,
  book: ShardBook,
  done: (outcome: ShardBook | Fault) => void,
): void {
  if (isSeeded(book.place, 1) || book.place.at >= place.at) return done(book)
  log.read(book.place.at, pageLength, (entries) => {
    if (isFault(entries)) return done(entries)
    if (entries.length === 0) return done(book)
    const page = readPage(book, entries, {
      read: (entry) => readEntry(parts.signer, shard, entry),
      mark: ({ bytes }) => markOf(parts.signer, bytes),
    })
    readBack(parts, { log, shard, place }, page.book, done)
  })
}
