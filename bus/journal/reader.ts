// Reading an open journal: tail facts in order, the base in order of sequence, and chain values.
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Stored } from '../journal.ts'
import type { Entry, Store } from '../store.ts'
import type { LaneBook } from './book.ts'
import { holeFault } from './hole.ts'
import { baseRange, tailName, tailRange } from './names.ts'
import { eachPage } from './pages.ts'
import { readBase, readTail } from './record.ts'

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

/** Up to `max` acknowledged tail facts after `after`. */
export function readFacts(
  view: LaneView,
  after: Sequence,
  max: number,
  done: (outcome: readonly Stored[] | Fault) => void,
): void {
  const { store, lane, book } = view
  const limit = Math.min(max, book.head.last - after)
  store.range({ ...tailRange(lane, after), limit }, (entries) => {
    if (isFault(entries)) return done(entries)
    done(after < book.checkpoint.at ? gone(view, after) : inOrder(lane, after, entries))
  })
}

function inOrder(
  lane: Lane,
  after: Sequence,
  entries: readonly Entry[],
): readonly Stored[] | Fault {
  const facts: Stored[] = []
  for (const entry of entries) {
    const seq = sequence(after + facts.length + 1)
    const record = entry.key === tailName(lane, seq) ? readTail(entry.value) : undefined
    if (record === undefined) return holeFault([{ lane, part: 'tail', from: seq, to: seq }])
    facts.push({ lane, epoch: record.epoch, seq, envelope: record.envelope })
  }
  const from = after + 1
  return facts.length > 0 ? facts : holeFault([{ lane, part: 'tail', from, to: from }])
}

/** The chain at a sequence between checkpoint and last. */
export function chainAt(
  view: LaneView,
  at: Sequence,
  done: (outcome: Uint8Array | Fault) => void,
): void {
  const { store, lane, book } = view
  store.get(tailName(lane, at), (bytes) => {
    if (isFault(bytes)) return done(bytes)
    if (at === book.checkpoint.at) return done(book.checkpoint.chain)
    if (at === book.head.last) return done(book.head.chain)
    if (at < book.checkpoint.at || at > book.head.last) return done(gone(view, at))
    const record = bytes === undefined ? undefined : readTail(bytes)
    done(record?.chain ?? holeFault([{ lane, part: 'tail', from: at, to: at }]))
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
