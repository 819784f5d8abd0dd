// What survived in a tail up to its last hole, once that was given up: it lies in the base, where nothing travels from.
import type { Fault } from '../../src/kernel/fault.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import type { Draft, Stored } from '../journal.ts'
import type { Book } from './book.ts'
import { copyOf } from './copy-of.ts'
import type { Files, Found } from './load.ts'
import { inTurn } from './pages.ts'
import { readBaseFacts } from './reader.ts'

/** Copies of all facts that left the tail since `before` and were not confirmed, in order. */
export function survivors(
  { store }: Files,
  book: Book,
  before: Found,
  done: (outcome: readonly Draft[] | Fault) => void,
): void {
  const copies: Draft[] = []
  const look = (lane: Lane, next: (fault: Fault | undefined) => void): void => {
    const { checkpoint, confirmed } = before.lanes[lane]
    const after = Math.max(checkpoint.at, confirmed)
    const take = (facts: readonly Stored[]): void => {
      copies.push(...facts.filter(({ seq }) => seq > after).flatMap(copyOf))
    }
    if (book.lanes[lane].checkpoint.at <= after) return next(undefined)
    readBaseFacts({ store, lane, book: book.lanes[lane] }, take, next)
  }
  inTurn(lanes, look, (fault) => done(fault ?? copies))
}
