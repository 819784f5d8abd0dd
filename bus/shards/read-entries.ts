// What a replica makes of entries of a log, given what it has: pure but for the check of signatures.
import type { ShardEntry } from '../../schemas/log-entry.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { epoch, sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { LogSeeded } from '../../src/kernel/log-facts.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { LogEntry } from '../log.ts'
import { itemsOf, marked, shardProducer, sizeOf, type Item, type ShardPlace } from './items.ts'
import { booked, seedAt, shardFact, type ShardBook } from './shard-book.ts'

/** What came of a page of entries. */
export interface PageRead {
  readonly book: ShardBook
  readonly items: readonly Item[]
  /** Entries that no replica of this cloud can have written. */
  readonly refused: readonly Fault[]
  /** Some of the items are seeds, or of a log that is not the one that was read: what is kept may be among them. */
  readonly mayRepeat: boolean
  /** Facts between what is known and this entry are missing: the log is not the one that was read. */
  readonly gapAt: number | undefined
  /** Another history than ours goes on here. */
  readonly forkedAt: number | undefined
}

/** Folds entries in order; stops before the first one that does not hang together with what is known. */
export function readPage(
  start: ShardBook,
  entries: readonly LogEntry[],
  { read, mark }: EntryReader,
): PageRead {
  let book = start
  let forkedAt: number | undefined
  const items: Item[] = []
  const refused: Fault[] = []
  let mayRepeat = false
  for (const stored of entries) {
    const entry = read(stored)
    const own = mark(stored)
    const { bornAfter, after } = met(book.place, own)
    book = { ...book, place: { ...book.place, bornAfter } }
    const taken = isFault(entry) ? untaken(book, refused, entry) : take(book, entry, stored.at)
    if (taken === 'gap') return { book, items, refused, mayRepeat, gapAt: stored.at, forkedAt }
    mayRepeat ||= taken.items.length > 0 && !isFault(entry) && repeats(book.place, entry)
    if (taken.forked) forkedAt = stored.at
    items.push(...taken.items)
    const freshBytes = taken.book.place.freshBytes + sizeOf(stored.bytes)
    const marks = { ...marked(book.place, own), ...after }
    const place = { ...taken.book.place, at: stored.at, ...marks, freshBytes }
    book = { ...taken.book, place }
  }
  return { book, items, refused, mayRepeat, gapAt: undefined, forkedAt }
}

/**
 * What an entry is read with, and what is remembered after it: one that was read there before is known; where it is
 * another one, the log goes on with what is news.
 */
function met({ ahead: [expected, ...ahead], bornAfter, epoch: last }: ShardPlace, mark: string) {
  if (expected === undefined) return { bornAfter, after: { ahead, bornAfter } }
  if (expected === mark) return { bornAfter: epoch(0), after: { ahead, bornAfter } }
  return { bornAfter: last, after: { ahead: [], bornAfter: last } }
}

const repeats = (place: ShardPlace, entry: ShardEntry): boolean =>
  entry.seed || isOfOther(place, entry)

/**
 * Whether an entry is of another history than ours: of a log that came in place of ours, or went on where ours was rolled
 * back, by an owner who had not read our last epoch. So his epoch does not say whether we have what is in it.
 */
const isOfOther = ({ bornAfter }: ShardPlace, { epoch }: ShardEntry): boolean => epoch <= bornAfter

/** How entries are read and told apart. */
export interface EntryReader {
  readonly read: (entry: LogEntry) => ShardEntry | Fault
  readonly mark: (entry: LogEntry) => string
}

function untaken(book: ShardBook, refused: Fault[], fault: Fault): Taken {
  refused.push(fault)
  return { book, items: [], forked: false }
}

interface Taken {
  readonly book: ShardBook
  readonly items: readonly Item[]
  readonly forked: boolean
}

function take(book: ShardBook, entry: ShardEntry, at: number): Taken | 'gap' {
  if (entry.seed) return takeSeed({ ...book, sowing: book.sowing === 0 ? at : book.sowing }, entry)
  const sown = sownBy(entry)
  const begins = book.sowing === 0 ? at : book.sowing
  const taken = takeFacts(book, entry, sown?.first === begins)
  if (taken === 'gap') return taken
  const place = seedAt(taken.book.place, sown)
  return { ...taken, book: { ...taken.book, place, sowing: 0 } }
}

/** What ends a seed stands alone in its entry. */
function sownBy({ envelopes: [bytes, more] }: ShardEntry): LogSeeded | undefined {
  const envelope = bytes === undefined || more !== undefined ? undefined : decodeEnvelope(bytes)
  if (envelope === undefined || isFault(envelope) || envelope.kind !== 'log-seeded')
    return undefined
  const fact = shardFact(envelope)
  return fact?.kind === 'log-seeded' ? fact : undefined
}

/** Seeds are for those who do not have what they stand for; what they do have of it is left out. */
function takeSeed(book: ShardBook, entry: ShardEntry): Taken {
  const { place } = book
  const isKnown = ({ envelope: { producer, epoch, seq } }: Item): boolean =>
    producer === shardProducer(entry.shard) && epoch <= place.epoch && seq <= place.upTo
  const isOther = isOfOther(place, entry)
  const isNews = isOther || entry.epoch > place.epoch || entry.from > place.upTo
  const items = isNews ? itemsOf(entry.envelopes) : []
  const fresh = items.filter((item) => isOther || !isKnown(item))
  return { book, items: fresh, forked: false }
}

/** `isWhole`: a seed that was read from its first entry on ends here; it stands for all that was before. */
function takeFacts(book: ShardBook, entry: ShardEntry, isWhole: boolean): Taken | 'gap' {
  const { place } = book
  const items = itemsOf(entry.envelopes.slice(knownOf(place, entry)))
  const after = items.reduce((now, { envelope }) => {
    const fact = shardFact(envelope)
    return fact === undefined ? now : booked(now, fact, entry.epoch)
  }, book)
  const isNext = follows(place, entry)
  const ends = isWhole || (book.seeding && !after.seeding)
  if (!isNext && !ends && !after.seeding && place.upTo > 0) return 'gap'
  const forked = entry.epoch > place.epoch && entry.from <= place.upTo
  const waits = !ends && (!isNext || (after.seeding && forked))
  const next = movedTo(place, entry)
  const upTo = waits ? unknownYet(place, forked) : next.upTo
  return { book: { ...after, place: { ...next, upTo } }, items, forked }
}

/** Whether no fact is missing between a place and an entry; who has none yet begins with the first. */
const follows = ({ upTo }: ShardPlace, { from }: ShardEntry): boolean =>
  upTo === 0 ? from === 1 : from <= upTo + 1

/** Who misses facts, or has others, waits for the seeds before he counts as having them. */
const unknownYet = (place: ShardPlace, forked: boolean): Sequence =>
  forked ? sequence(0) : place.upTo

/** How many facts of an entry are known already. */
function knownOf(place: ShardPlace, entry: ShardEntry): number {
  const { epoch, from, envelopes } = entry
  if (epoch > place.epoch || isOfOther(place, entry)) return 0
  if (epoch < place.epoch) return envelopes.length
  return Math.max(0, place.upTo + 1 - from)
}

/** The place after the facts of an entry; one that was known before changes nothing. Epochs only rise. */
function movedTo(place: ShardPlace, entry: ShardEntry): ShardPlace {
  const to = sequence(entry.from + entry.envelopes.length - 1)
  if (isOfOther(place, entry)) return { ...place, upTo: to }
  const isNews = entry.epoch > place.epoch || (entry.epoch === place.epoch && to > place.upTo)
  return isNews ? { ...place, epoch: entry.epoch, upTo: to } : place
}
