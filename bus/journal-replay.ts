// Reading a lane of a journal back from its beginning: the base, then the tail.
import type { Lane } from '../src/facts.ts'
import { isFault, type Fault } from '../src/kernel/fault.ts'
import type { Journal, Stored } from './journal.ts'

/** How many facts are read at once. */
const pageLength = 512

/** Hands over all of a lane in pages: the last per key up to the checkpoint, then every fact after it. */
export function replayLane(
  journal: Journal,
  lane: Lane,
  take: (stored: readonly Stored[]) => void,
  done: (fault: Fault | undefined) => void,
): void {
  const tail = (after: Stored['seq']): void =>
    journal.read(lane, after, pageLength, (outcome) => {
      if (isFault(outcome)) return done(outcome)
      take(outcome)
      const last = outcome.at(-1)
      if (last === undefined) done(undefined)
      else tail(last.seq)
    })
  journal.base(lane, take, (fault) => {
    if (fault === undefined) tail(journal.position(lane).checkpoint)
    else done(fault)
  })
}
