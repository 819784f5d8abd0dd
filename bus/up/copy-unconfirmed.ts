// Writing facts of past epochs again in this one, when nobody can take them under their old identity any more.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Journal } from '../journal.ts'
import { copyOf } from './copy-of.ts'
import { SaidSince } from './said-since.ts'

/** So many facts are written again at once. */
export const copyLength = 256

/**
 * Appends copies of all unconfirmed facts before this epoch, page by page, each page confirmed once its copies are
 * durable; a crash in between copies at most one page twice. A copy's cause is the fact it repeats. What this epoch has
 * said of the same keys already is said once more after them, for the last fact of a key is what stands.
 */
export function copyUnconfirmed(
  journal: Journal,
  lane: Lane,
  done: (fault: Fault | undefined) => void,
): void {
  const { confirmed, began } = journal.position(lane)
  const end = sequence(began - 1)
  const since = new SaidSince(journal, lane)
  const copyFrom = (after: Sequence): void =>
    journal.read(lane, after, Math.min(copyLength, end - after), (facts) => {
      if (isFault(facts)) return done(facts)
      const last = facts.at(-1)
      if (last === undefined) return done(undefined)
      since.read((fault) => {
        if (fault !== undefined) return done(fault)
        const copies = facts.flatMap(copyOf)
        journal.append([...copies, ...since.of(copies)], (outcome) => {
          if (isFault(outcome)) return done(outcome)
          journal.confirm(lane, last.seq)
          copyFrom(last.seq)
        })
      })
    })
  copyFrom(confirmed)
}
