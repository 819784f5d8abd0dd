// Where a journal stands, in memory; changed only after what it says is on the disk.
import { epoch, sequence } from '../../src/kernel/ids.ts'
import type { Epoch, Sequence } from '../../src/kernel/ids.ts'
import type { WallMs } from '../../src/kernel/time.ts'
import type { Lane } from '../../src/facts.ts'
import type { Position } from '../journal.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Head, LaneHead } from './head.ts'
import type { LaneScan } from './load-lane.ts'
import type { Found } from './load.ts'

/** Where a lane stands. */
export interface LaneBook {
  checkpoint: Checkpoint
  head: LaneHead
  confirmed: Sequence
  /** The first sequence of this epoch; not before the checkpoint's next. */
  began: Sequence
  /** Bytes of the tail's records. */
  bytes: number
}

/** Where the journal stands, and the last head that was written. */
export interface Book {
  epoch: Epoch
  generation: number
  /** The slot that holds the last head; the next goes into the other. */
  slot: 0 | 1
  readonly lanes: Readonly<Record<Lane, LaneBook>>
}

/** The book of a journal that was found whole. */
export function bookOf(found: Found): Book {
  const present = epoch(Math.max(found.meta?.epoch ?? 0, found.head?.head.epoch ?? 0))
  const lane = ({ checkpoint, confirmed, tail }: LaneScan): LaneBook => ({
    checkpoint,
    confirmed: sequence(Math.min(confirmed, tail.last.last)),
    head: tail.last,
    began: tail.latest.epoch === present ? tail.latest.from : sequence(tail.last.last + 1),
    bytes: tail.bytes,
  })
  const { state, telemetry, audit } = found.lanes
  return {
    epoch: present,
    generation: found.head?.head.generation ?? 0,
    slot: found.head?.slot ?? 1,
    lanes: { state: lane(state), telemetry: lane(telemetry), audit: lane(audit) },
  }
}

/** The lanes' heads as the book has them. */
export const headsOf = (book: Book): Head['lanes'] => ({
  state: book.lanes.state.head,
  telemetry: book.lanes.telemetry.head,
  audit: book.lanes.audit.head,
})

/** A lane's position. */
export const positionOf = (book: Book, lane: Lane): Position => ({
  epoch: book.epoch,
  checkpoint: book.lanes[lane].checkpoint.at,
  last: book.lanes[lane].head.last,
  chain: book.lanes[lane].head.chain,
  began: sequence(Math.max(book.lanes[lane].began, book.lanes[lane].checkpoint.at + 1)),
  confirmed: sequence(Math.max(book.lanes[lane].confirmed, book.lanes[lane].checkpoint.at)),
})

/** An epoch above another; seconds of the wall clock, so that a wiped journal begins above its former life. */
export const epochAbove = (other: number, wall: WallMs): Epoch =>
  epoch(Math.max(other + 1, Math.floor(wall / 1000)))
