// Reading a lane of a journal back from its beginning: the base, then the tail.
import type { Lane } from '../src/facts.ts'
import { isFault, type Fault } from '../src/kernel/fault.ts'
import type { Sequence } from '../src/kernel/ids.ts'
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
  journal.base(lane, take, (fault) => {
    const after = journal.position(lane).checkpoint
    if (fault === undefined) readTail(journal, { lane, after }, take, done)
    else done(fault)
  })
}

/** Hands over every fact of a lane after `after`, in pages; GONE when some of them were folded by now. */
export function readTail(
  journal: Journal,
  { lane, after }: { readonly lane: Lane; readonly after: Sequence },
  take: (stored: readonly Stored[]) => void,
  done: (fault: Fault | undefined) => void,
): void {
  journal.read(lane, after, pageLength, (outcome) => {
    if (isFault(outcome)) return done(outcome)
    take(outcome)
    const last = outcome.at(-1)
    if (last === undefined) done(undefined)
    else readTail(journal, { lane, after: last.seq }, take, done)
  })
}
