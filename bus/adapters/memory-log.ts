// The log in memory: the reference of the port.
import type { Fault } from '../../src/kernel/fault.ts'
import type { Clock } from '../clock.ts'
import {
  goneEntries,
  largeEntry,
  logClosed,
  logGone,
  otherEntry,
  sequenceExpected,
  untrimmable,
} from '../log-faults.ts'
import type { Log } from '../log.ts'

/** A stream that any number of writers open, and what may befall it. */
export interface MemoryLog {
  readonly open: () => Log
  /** Loses everything; the next one to ask for `info`, or to open, makes another. */
  readonly remove: () => void
  /** Loses the entries after `last`: an older copy was restored. */
  readonly rollBack: (last: number) => void
  /** Loses the entries and goes on after them. */
  readonly purge: () => void
}

interface Stream {
  readonly incarnation: string
  readonly entries: Uint8Array[]
  /** How many entries there were before the first of `entries`. */
  purged: number
}

const lastOf = ({ purged, entries }: Stream): number => purged + entries.length
const entryAt = ({ purged, entries }: Stream, at: number): Uint8Array | undefined =>
  entries[at - purged - 1]
const infoOf = (stream: Stream) => ({
  incarnation: stream.incarnation,
  first: stream.purged + 1,
  last: lastOf(stream),
})

/** An empty stream; its incarnations are named after `incarnation`. */
export function createMemoryLog(clock: Pick<Clock, 'soon'>, incarnation: string): MemoryLog {
  let lives = 0
  let stream: Stream | undefined
  const present = (): Stream => {
    stream ??= { incarnation: `${incarnation}/${(lives += 1)}`, entries: [], purged: 0 }
    return stream
  }
  return {
    open: () => openWriter(clock, () => stream, present),
    remove: () => {
      stream = undefined
    },
    rollBack: (last) => {
      const of = present()
      of.entries.length = Math.min(of.entries.length, Math.max(0, last - of.purged))
    },
    purge: () => {
      const of = present()
      of.purged += of.entries.splice(0).length
    },
  }
}

/** `find` answers the stream there is, `present` makes one where there is none. */
function openWriter(
  clock: Pick<Clock, 'soon'>,
  find: () => Stream | undefined,
  present: () => Stream,
): Log {
  let known = present()
  /** The entry that was read or written last, and its place, since `info` told what there is. */
  let seen: { readonly at: number; readonly bytes: Uint8Array | undefined } | undefined
  let closed = false
  const see = (at: number): number => {
    seen = { at, bytes: entryAt(known, at) }
    return at
  }
  /** Decides now, answers in a later turn. */
  const answer = <T>(done: (outcome: T | Fault) => void, decide: () => T | Fault): void => {
    const outcome = closed ? logClosed() : decide()
    clock.soon(() => done(outcome))
  }
  const ofKnown = <T>(done: (outcome: T | Fault) => void, decide: () => T | Fault): void =>
    answer(done, () => (find() === known ? decide() : logGone()))
  return {
    supports: { durable: false },
    info: (done) =>
      answer(done, () => {
        known = present()
        seen = undefined
        return infoOf(known)
      }),
    append: (bytes, expectedLast, done) =>
      ofKnown(done, () => {
        const last = lastOf(known)
        if (expectedLast !== last) return sequenceExpected(expectedLast, last)
        const there = entryAt(known, last) ?? seen?.bytes
        if (seen?.at === last && seen.bytes !== there) return otherEntry(last)
        return largeEntry(bytes) ?? see(known.purged + known.entries.push(bytes.slice()))
      }),
    read: (after, max, done) =>
      ofKnown(done, () => {
        const { entries, purged } = known
        const found = entries.slice(after - purged, after - purged + max)
        if (found.length > 0) see(after + found.length)
        return (
          goneEntries(infoOf(known), after) ??
          found.map((bytes, i) => ({ at: after + i + 1, bytes }))
        )
      }),
    trim: (first, expectedLast, done) =>
      ofKnown<undefined>(done, () => {
        const fault = untrimmable(first, expectedLast, lastOf(known))
        if (fault !== undefined) return fault
        const before = Math.max(0, first - 1 - known.purged)
        known.purged += known.entries.splice(0, before).length
        return undefined
      }),
    close: (done) => {
      closed = true
      clock.soon(done)
    },
  }
}
