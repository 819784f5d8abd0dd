// Reading an open journal: tail facts in order, the base in order of sequence, and chain values.
import type { Link } from '../../src/kernel/chain.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Stored } from '../journal.ts'
import type { Entry, Store } from '../store.ts'
import type { LaneBook } from './book.ts'
import { holeFault } from './hole.ts'
import { baseRange, tailName, tailRange, tailRangeUpTo } from './names.ts'
import { eachPage } from './pages.ts'
import { readBase } from './record.ts'
import { chainWithin, readEntry, storedOf } from './tail-entry.ts'

/** A lane of an open journal. */
export interface LaneView {
  readonly store: Store
  readonly lane: Lane
  readonly book: LaneBook
}

const pageLength = 1_000

/** What a read answers without looking: GONE before the checkpoint, nothing at the end. */
export function readAtOnce(
  view: LaneView,
  after: Sequence,
  max: number,
): readonly Stored[] | Fault | undefined {
  if (after < view.book.checkpoint.at) return gone(view, after)
  return max <= 0 || after >= view.book.head.last ? [] : undefined
}

/** Up to `max` acknowledged tail facts after `after`; when they begin within a record, those of that record alone. */
export function readFacts(
  view: LaneView,
  after: Sequence,
  max: number,
  done: (outcome: readonly Stored[] | Fault) => void,
): void {
  const { store, lane, book } = view
  const count = Math.min(max, book.head.last - after)
  const answer = (entries: readonly Entry[]): void =>
    done(after < book.checkpoint.at ? gone(view, after) : inOrder(lane, after, entries, count))
  store.range({ ...tailRange(lane, after), limit: count }, (entries) => {
    if (isFault(entries)) return done(entries)
    if (entries[0]?.key === tailName(lane, after + 1)) return answer(entries)
    const upTo = { ...tailRangeUpTo(lane, after), reverse: true, limit: 1 }
    store.range(upTo, (within) => (isFault(within) ? done(within) : answer(within)))
  })
}

/** The facts of these records after `after`, as far as they follow on each other. */
function inOrder(
  lane: Lane,
  after: Sequence,
  entries: readonly Entry[],
  count: number,
): readonly Stored[] | Fault {
  const facts: Stored[] = []
  for (const entry of entries) {
    const record = readEntry(lane, entry)
    const next = after + facts.length + 1
    if (record === undefined || record.first > next || record.last < next) break
    facts.push(...storedOf(lane, record, next - 1))
  }
  const from = after + 1
  return facts.length > 0
    ? facts.slice(0, count)
    : holeFault([{ lane, part: 'tail', from, to: from }])
}

/** The chain at a sequence between checkpoint and last: that of its record, or computed within it. */
export function chainAt(
  view: LaneView,
  at: Sequence,
  link: Link,
  done: (outcome: Uint8Array | Fault) => void,
): void {
  const { store, lane, book } = view
  const upTo = { ...tailRangeUpTo(lane, at), reverse: true, limit: 2 }
  store.range(upTo, (entries) => {
    if (isFault(entries)) return done(entries)
    const { checkpoint, head } = book
    if (at === checkpoint.at) return done(checkpoint.chain)
    if (at === head.last) return done(head.chain)
    if (at < checkpoint.at || at > head.last) return done(gone(view, at))
    const [record, previous] = entries.map((entry) => readEntry(lane, entry))
    const hangs = record?.first === checkpoint.at + 1 ? checkpoint : previous
    if (record === undefined || record.last < at || hangs === undefined)
      return done(holeFault([{ lane, part: 'tail', from: at, to: at }]))
    done(chainWithin(record, at, hangs.chain, link))
  })
}

/** The base's facts, page by page, in order of sequence; all are in memory meanwhile. */
export function readBaseFacts(
  view: LaneView,
  each: (facts: readonly Stored[]) => void,
  done: (fault: Fault | undefined) => void,
): void {
  const { store, lane, book } = view
  const facts: Stored[] = []
  let damaged = false
  const take = (entry: Entry): void => {
    const record = readBase(entry.value)
    if (record === undefined) damaged = true
    else facts.push({ lane, ...record })
  }
  eachPage(
    store,
    baseRange(lane),
    (page) => page.forEach(take),
    (fault) => {
      if (fault) return done(fault)
      if (damaged) return done(holeFault([{ lane, part: 'base', from: 1, to: book.checkpoint.at }]))
      facts.sort((a, b) => a.seq - b.seq)
      for (let at = 0; at < facts.length; at += pageLength) each(facts.slice(at, at + pageLength))
      done(undefined)
    },
  )
}

const gone = (view: LaneView, at: number): Fault =>
  new Fault(
    'GONE',
    `expected a sequence of ${view.lane} in ${view.book.checkpoint.at}..${view.book.head.last}, got ${at}; facts before are kept as the last per key only`,
  )
