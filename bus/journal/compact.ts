// Compaction: facts move from the tail to the base, and the oldest telemetry goes when room is short.
import type { Hash, Link } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Entry, Store, Write } from '../store.ts'
import type { LaneBook } from './book.ts'
import { encodeCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { fold } from './fold.ts'
import type { Sums } from './fold.ts'
import { holeFault } from './hole.ts'
import type { LaneHead } from './head.ts'
import { checkpointName, tailName, tailRange } from './names.ts'
import { encodeTail } from './record.ts'
import type { BaseRecord } from './record.ts'
import { chainWithin, factsOf, readEntry } from './tail-entry.ts'
import type { TailEntry } from './tail-entry.ts'

/** The most facts that one atomic batch moves. */
export const stepLength = 1_000

/** A lane and how its facts leave the tail. */
export interface Leaving {
  readonly store: Store
  readonly hash: Hash
  readonly link: Link
  readonly lane: Lane
  readonly book: LaneBook
  readonly upTo: Sequence
  /** `keep`: the last per key goes to the base; `drop`: nothing does. */
  readonly how: 'keep' | 'drop'
}

type Done = (fault: Fault | undefined) => void

/**
 * Moves the tail's facts up to `upTo`, a step at a time, checkpoint and facts in one synced batch: of two steps the
 * first is on the disk before the second is written, or a power cut could keep the second alone.
 */
export function leaveTail(leaving: Leaving, done: Done): void {
  const { store, lane, book, upTo } = leaving
  if (book.checkpoint.at >= upTo) return done(undefined)
  store.range({ ...tailRange(lane, book.checkpoint.at), limit: stepLength }, (entries) => {
    if (isFault(entries)) return done(entries)
    const step = stepOf(leaving, entries)
    if (isFault(step)) return done(step)
    writeStep(leaving, step, (fault) => (fault ? done(fault) : leaveTail(leaving, done)))
  })
}

/** What one batch moves: whole records, and of the last one perhaps the beginning alone. */
interface Step {
  readonly facts: readonly BaseRecord[]
  readonly end: LaneHead
  /** Takes the records out; puts the rest of a divided one back under its new name. */
  readonly writes: readonly Write[]
  readonly bytes: number
}

function stepOf(leaving: Leaving, entries: readonly Entry[]): Step | Fault {
  const { lane, book, link } = leaving
  const facts: BaseRecord[] = []
  const writes: Write[] = []
  let bytes = 0
  let end: LaneHead = { last: book.checkpoint.at, chain: book.checkpoint.chain }
  const stop = Math.min(leaving.upTo, book.checkpoint.at + stepLength)
  for (const entry of entries) {
    if (end.last >= stop) break
    const record = readEntry(lane, entry)
    if (record === undefined || record.first !== end.last + 1) break
    const last = sequence(Math.min(stop, record.last))
    end = { last, chain: chainWithin(record, last, end.chain, link).slice() }
    facts.push(...factsOf(record, last))
    const rest = restOf(lane, record, last)
    writes.push({ del: entry.key }, ...rest)
    bytes += entry.value.length - rest.reduce((sum, { value }) => sum + value.length, 0)
  }
  const from = end.last + 1
  if (facts.length === 0) return holeFault([{ lane, part: 'tail', from, to: from }])
  return { facts, end, writes, bytes }
}

function restOf(
  lane: Lane,
  record: TailEntry,
  last: Sequence,
): readonly { readonly put: string; readonly value: Uint8Array }[] {
  if (last === record.last) return []
  const envelopes = record.envelopes.slice(last + 1 - record.first)
  const value = encodeTail({ epoch: record.epoch, chain: record.chain, envelopes })
  return [{ put: tailName(lane, last + 1), value }]
}

function writeStep(leaving: Leaving, step: Step, done: Done): void {
  const { store, lane, book, how } = leaving
  const write = (sums: Sums, puts: readonly Write[]): void => {
    const { count, sum } = sums
    const checkpoint: Checkpoint = { at: step.end.last, chain: step.end.chain, count, sum }
    const value = encodeCheckpoint(checkpoint)
    const writes = [...puts, ...step.writes, { put: checkpointName(lane), value }]
    store.batch(writes, { sync: true }, (fault) => {
      if (fault) return done(fault)
      book.checkpoint = checkpoint
      book.bytes -= step.bytes
      done(undefined)
    })
  }
  if (how === 'drop') return write(book.checkpoint, [])
  fold(leaving, book.checkpoint, step.facts, (folded) =>
    isFault(folded) ? done(folded) : write(folded, folded.writes),
  )
}
