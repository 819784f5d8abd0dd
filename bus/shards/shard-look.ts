// Looking at a shard's log: whether it is the one that was read, and reading on to its end, page by page.
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { epoch, sequence } from '../../src/kernel/ids.ts'
import type { LostLog } from '../../src/kernel/log-facts.ts'
import type { Log, LogEntry, LogInfo } from '../log.ts'
import { draftsOf, type ShardPlace } from './items.ts'
import { readKept, type Kept } from './kept.ts'
import { readPage, type PageRead } from './read-entries.ts'
import type { ShardBook } from './shard-book.ts'
import { markOf, readEntry } from './shard-log.ts'
import type { ShardParts } from './shard-parts.ts'

/** What is looked at, and what was known of it. */
export interface LookAt {
  readonly log: Log
  readonly shard: number
  readonly book: ShardBook
}

/** Who is told on the way. */
export interface LookTells {
  /** The log is not the one that was, or ends before where it once ended. */
  readonly lost: (lost: LostLog) => void
  /** A page was read and is in the journal. */
  readonly learned: (book: ShardBook) => void
}

/** Entries that are read and kept at once. */
const pageLength = 32

/** Reads to the end of the log as it is now, and answers what it says of itself; a fault when it could not. */
export function look(
  parts: ShardParts,
  at: LookAt,
  tells: LookTells,
  done: (outcome: LogInfo | Fault) => void,
): void {
  at.log.info((info) => {
    if (isFault(info)) return done(info)
    const begin = (book: ShardBook): void => {
      tells.learned(book)
      readOn(parts, { ...at, book }, { info, tells, done, again: false, kept: undefined })
    }
    isSame(parts, at, info, (same) => {
      if (isFault(same)) return done(same)
      if (!same && at.book.place.incarnation !== '')
        tells.lost(lostOf(at.shard, at.book.place, info))
      const isBehind = at.book.place.at < info.first - 1
      if (same) return begin(isBehind ? fromFirst(at.book, info) : at.book)
      whereParted(parts, at, info, (book) => (isFault(book) ? done(book) : begin(book)))
    })
  })
}

/** Whether it is the log that was read: of the same birth, not shorter, and with the same entry where it was read to. */
function isSame(
  { signer }: ShardParts,
  { log, book }: LookAt,
  info: LogInfo,
  done: (outcome: boolean | Fault) => void,
): void {
  const { incarnation, at, mark } = book.place
  if (info.incarnation !== incarnation || info.last < at) return done(false)
  if (at < Math.max(1, info.first)) return done(true)
  log.read(at - 1, 1, (entries) => {
    if (isFault(entries)) return done(entries)
    const [entry] = entries
    done(entry !== undefined && markOf(signer, entry.bytes) === mark)
  })
}

/** The book at the last entry that a log which was rolled back has in common with what was read; else at its first. */
function whereParted(
  { signer }: ShardParts,
  { log, book }: LookAt,
  info: LogInfo,
  done: (outcome: ShardBook | Fault) => void,
): void {
  const { place } = book
  const known = [...place.marks, place.mark]
  const begin = place.at - known.length
  const after = Math.max(info.first - 1, begin)
  if (info.incarnation !== place.incarnation || info.last < after)
    return done(fromFirst(book, info))
  log.read(after, known.length, (entries) => {
    if (isFault(entries)) return done(entries)
    const isCommon = ({ at, bytes }: LogEntry) => known[at - begin - 1] === markOf(signer, bytes)
    // Before its first entry a log has whatever it once had.
    const at = entries.findLast(isCommon)?.at ?? (after === info.first - 1 ? after : undefined)
    if (at === undefined) return done(fromFirst(book, info))
    const common = known.slice(0, at - begin)
    const [mark = '', marks] = [common.at(-1), common.slice(0, -1)]
    const ahead = known.slice(at - begin)
    const seed = place.seed > at ? 0 : place.seed
    done({ ...book, sowing: 0, place: { ...place, at, mark, marks, ahead, seed } })
  })
}

interface Reading {
  readonly info: LogInfo
  readonly tells: LookTells
  readonly done: (outcome: LogInfo | Fault) => void
  /** It is read from its first entry a second time: a gap was there. */
  readonly again: boolean
  /** What the journal keeps of the shard, once somebody had to know. */
  readonly kept: Kept | undefined
}

function readOn(parts: ShardParts, at: LookAt, reading: Reading): void {
  const { info, done } = reading
  const { place } = at.book
  if (place.at >= info.last) return done(info)
  at.log.read(place.at, pageLength, (entries) => {
    if (isFault(entries)) return done(entries)
    if (entries.length === 0) return done(endedEarly(at.shard))
    take(parts, at, entries, reading)
  })
}

function take(parts: ShardParts, at: LookAt, entries: readonly LogEntry[], reading: Reading): void {
  const { signer, tells } = parts
  const { shard } = at
  const page = readPage(at.book, entries, {
    read: (entry) => readEntry(signer, shard, entry),
    mark: ({ bytes }) => markOf(signer, bytes),
  })
  for (const fault of page.refused) tells.news(shard, { kind: 'refused', fault })
  if (page.forkedAt !== undefined) tells.news(shard, { kind: 'forked', at: page.forkedAt })
  const mayRepeat = page.mayRepeat || reading.again
  if (!mayRepeat || reading.kept !== undefined) return keep(parts, at, page, reading)
  readKept(parts, shard, (kept) =>
    isFault(kept) ? reading.done(kept) : keep(parts, at, page, { ...reading, kept }),
  )
}

/** Into the journal, then to whoever listens; what is told again is kept once. */
function keep(parts: ShardParts, at: LookAt, page: PageRead, reading: Reading): void {
  const { journal, tells, stamp } = parts
  const items = reading.kept?.newOf(page.items) ?? page.items
  journal.append(draftsOf(at.shard, items, page.book.place, stamp()), (outcome) => {
    if (isFault(outcome)) return reading.done(outcome)
    tells.took(items)
    const hasGap = page.gapAt !== undefined
    const book = hasGap ? afterGap(page.book, reading) : page.book
    reading.tells.learned(book)
    readOn(parts, { ...at, book }, { ...reading, again: reading.again || hasGap })
  })
}

/** What is said of a log that is not what it was. */
export const lostOf = (shard: number, { incarnation, at }: ShardPlace, info: LogInfo): LostLog => {
  const { incarnation: foundIncarnation, last: found } = info
  return { shard, incarnation, at, foundIncarnation, found }
}

const endedEarly = (shard: number): Fault =>
  new Fault('GONE', `the log of shard ${shard} ends before where it said: it is looked at again`)

/** The log is read again from its first entry: with a log that was trimmed, a seed. */
function fromFirst(book: ShardBook, { incarnation, first }: LogInfo): ShardBook {
  const { place } = book
  const bornAfter = incarnation === place.incarnation ? epoch(0) : place.epoch
  const begin = { incarnation, at: first - 1, mark: '', marks: [], ahead: [], bornAfter }
  const unseeded = { seed: 0, seedBytes: 0, freshBytes: 0 }
  return { ...book, sowing: 0, place: { ...place, ...begin, ...unseeded } }
}

/**
 * Facts are missing between what is known and what is there. The log was written anew up to where it was read, so it
 * is read from its first entry; if the gap is still there, as by one who knows nothing.
 */
function afterGap(book: ShardBook, { info, again }: Reading): ShardBook {
  if (!again) return fromFirst(book, info)
  const place = { ...book.place, epoch: epoch(0), upTo: sequence(0) }
  return fromFirst({ ...book, place }, info)
}
