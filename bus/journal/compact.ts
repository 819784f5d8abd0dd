// Compaction: facts move from the tail to the base, and the oldest telemetry goes when room is short.
import type { Hash } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Entry, Store, Write } from '../store.ts'
import type { LaneBook } from './book.ts'
import { encodeCheckpoint } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { fold } from './fold.ts'
import type { Sums } from './fold.ts'
import { holeFault } from './hole.ts'
import { checkpointName, tailName, tailRange, tailSeq } from './names.ts'
import { readTail } from './record.ts'
import type { BaseRecord } from './record.ts'

/** The most facts that one atomic batch moves. */
export const stepLength = 1_000

/** A lane and how its facts leave the tail. */
export interface Leaving {
  readonly store: Store
  readonly hash: Hash
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
  const limit = Math.min(stepLength, upTo - book.checkpoint.at)
  store.range({ ...tailRange(lane, book.checkpoint.at), limit }, (entries) => {
    if (isFault(entries)) return done(entries)
    const facts = factsOf(lane, book.checkpoint.at, entries)
    const last = facts.at(-1)
    if (last === undefined || facts.length < entries.length) {
      const from = (last?.seq ?? book.checkpoint.at) + 1
      return done(holeFault([{ lane, part: 'tail', from, to: from }]))
    }
    step(leaving, entries, facts, (fault) => (fault ? done(fault) : leaveTail(leaving, done)))
  })
}

interface Leaver extends BaseRecord {
  readonly chain: Uint8Array
}

/** The whole facts that follow on `after` without a gap. */
function factsOf(lane: Lane, after: Sequence, entries: readonly Entry[]): readonly Leaver[] {
  const facts: Leaver[] = []
  for (const entry of entries) {
    const record = readTail(entry.value)
    const seq = tailSeq(lane, entry.key)
    if (record === undefined || seq !== after + facts.length + 1) break
    facts.push({ ...record, seq })
  }
  return facts
}

function step(
  leaving: Leaving,
  entries: readonly Entry[],
  facts: readonly Leaver[],
  done: Done,
): void {
  const { store, lane, book, how } = leaving
  const last = facts.at(-1)
  if (last === undefined) return done(undefined)
  const write = (sums: Sums, puts: readonly Write[]): void => {
    const { count, sum } = sums
    const checkpoint: Checkpoint = { at: last.seq, chain: last.chain.slice(), count, sum }
    const value = encodeCheckpoint(checkpoint)
    const gone = facts.map(({ seq }): Write => ({ del: tailName(lane, seq) }))
    const writes = [...puts, ...gone, { put: checkpointName(lane), value }]
    store.batch(writes, { sync: true }, (fault) => {
      if (fault) return done(fault)
      book.checkpoint = checkpoint
      book.bytes -= entries.reduce((bytes, entry) => bytes + entry.value.length, 0)
      done(undefined)
    })
  }
  if (how === 'drop') return write(book.checkpoint, [])
  fold(leaving, book.checkpoint, facts, (folded) =>
    isFault(folded) ? done(folded) : write(folded, folded.writes),
  )
}
