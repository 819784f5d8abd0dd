// A journal that tells its listeners what has become durable, after whoever appended it was answered.
import type { Cancel } from '../bus/clock.ts'
import type { Journal, Stored } from '../bus/journal.ts'
import { isFault } from '../src/kernel/fault.ts'

/** A journal and those who listen to it. */
export interface WatchedJournal {
  readonly journal: Journal
  /** Calls `each` with every later batch of durable facts, in order, until cancelled. */
  readonly listen: (each: (stored: readonly Stored[]) => void) => Cancel
}

/** Wraps a journal; everything but `append` is as it was. */
export function watchJournal(journal: Journal): WatchedJournal {
  const listeners = new Set<(stored: readonly Stored[]) => void>()
  const tell = (stored: readonly Stored[]) => {
    for (const each of listeners) each(stored)
  }
  return {
    journal: {
      producer: journal.producer,
      append: (drafts, done) =>
        journal.append(drafts, (outcome) => {
          done(outcome)
          if (!isFault(outcome)) tell(outcome)
        }),
      read: (lane, after, max, done) => journal.read(lane, after, max, done),
      base: (lane, each, done) => journal.base(lane, each, done),
      position: (lane) => journal.position(lane),
      chainAt: (lane, at, done) => journal.chainAt(lane, at, done),
      compact: (lane, upTo, done) => journal.compact(lane, upTo, done),
      begin: (above, done) => journal.begin(above, done),
      listen: (each) => journal.listen(each),
      close: (done) => journal.close(done),
    },
    listen: (each) => {
      listeners.add(each)
      return () => void listeners.delete(each)
    },
  }
}
