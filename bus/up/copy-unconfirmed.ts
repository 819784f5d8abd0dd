// Writing facts of past epochs again in this one, when nobody can take them under their old identity any more.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Journal } from '../journal.ts'
import { copyOf } from './copy-of.ts'

/** So many facts are written again at once. */
export const copyLength = 256

/**
 * Appends copies of all unconfirmed facts before this epoch, page by page, each page confirmed once its copies are
 * durable; a crash in between copies at most one page twice. A copy's cause is the fact it repeats.
 */
export function copyUnconfirmed(
  journal: Journal,
  lane: Lane,
  done: (fault: Fault | undefined) => void,
): void {
  const { confirmed, began } = journal.position(lane)
  const end = sequence(began - 1)
  const copyFrom = (after: Sequence): void =>
    journal.read(lane, after, Math.min(copyLength, end - after), (facts) => {
      if (isFault(facts)) return done(facts)
      const last = facts.at(-1)
      if (last === undefined) return done(undefined)
      journal.append(facts.flatMap(copyOf), (outcome) => {
        if (isFault(outcome)) return done(outcome)
        journal.confirm(lane, last.seq)
        copyFrom(last.seq)
      })
    })
  copyFrom(confirmed)
}
