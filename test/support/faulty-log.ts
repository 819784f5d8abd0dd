// A log in memory that can be lost, rolled back, made unreachable, or lose its answers.
import type { Clock } from '../../bus/clock.ts'
import {
  goneEntries,
  largeEntry,
  logClosed,
  logGone,
  otherEntry,
  sequenceExpected,
  untrimmable,
} from '../../bus/log-faults.ts'
import type { Log } from '../../bus/log.ts'
import { Fault } from '../../src/kernel/fault.ts'

/** The server's side of one log. */
export interface FaultyLog {
  /** A connection of one replica; it may be cut. */
  readonly open: (clock: Clock, isCut: () => boolean) => Log
  /** All entries are gone, and the log is another one. */
  readonly lose: () => void
  /** The log ends as it did that many entries ago. */
  readonly rollBack: (entries: number) => void
  /** The next appends arrive, but their answers do not. */
  loseAnswers: number
  /** Nobody's calls are answered but by UNREACHABLE. */
  silent: boolean
  /** So many of the last entries are not shown to who looks or reads: stale answers. */
  hidden: number
  readonly last: () => number
  /** Bytes of all entries that are there. */
  readonly size: () => number
  /** All entries are removed, and the log goes on after them. */
  readonly forget: () => void
}

/** An empty log. */
export function faultyLog(): FaultyLog {
  let entries: Uint8Array[] = []
  let births = 1
  /** How many entries were forgotten before the first of `entries`. */
  let gone = 0
  const last = (): number => gone + entries.length
  const shown = (): readonly Uint8Array[] =>
    entries.slice(0, Math.max(0, entries.length - server.hidden))
  const entryAt = (at: number): Uint8Array | undefined => entries[at - gone - 1]
  const server: FaultyLog = {
    loseAnswers: 0,
    silent: false,
    hidden: 0,
    last,
    size: () => entries.reduce((sum, { length }) => sum + length, 0),
    forget: () => {
      gone += entries.splice(0).length
    },
    lose: () => {
      entries = []
      gone = 0
      births += 1
    },
    rollBack: (count) => {
      entries = entries.slice(0, Math.max(0, entries.length - count))
    },
    open: (clock, isCut) => {
      let closed = false
      /** The birth that was told last: of another one nothing is read or written. */
      let known = births
      /** The entry that was read or written last: where another one lies, nothing is written. */
      let seen: { readonly at: number; readonly bytes: Uint8Array | undefined } | undefined
      const see = (at: number): number => {
        seen = { at, bytes: entryAt(at) }
        return at
      }
      const answer = <T>(done: (outcome: T | Fault) => void, work: () => T | Fault): void => {
        clock.after(1, () => {
          const isLost = closed || isCut() || server.silent
          const outcome = isLost ? unreachable(closed) : work()
          clock.after(1, () => done(isCut() ? unreachable(closed) : outcome))
        })
      }
      return {
        supports: { durable: true },
        info: (done) =>
          answer(done, () => {
            known = births
            seen = undefined
            return { incarnation: `birth ${births}`, first: gone + 1, last: gone + shown().length }
          }),
        append: (bytes, expectedLast, done) =>
          answer(done, () => {
            if (known !== births) return logGone()
            if (expectedLast !== last()) return sequenceExpected(expectedLast, last())
            const there = entryAt(expectedLast) ?? seen?.bytes
            if (seen?.at === expectedLast && seen.bytes !== there) return otherEntry(expectedLast)
            const at = largeEntry(bytes) ?? see(gone + entries.push(bytes.slice()))
            if (server.loseAnswers === 0) return at
            server.loseAnswers -= 1
            return new Fault('TIMEOUT', 'the answer was lost')
          }),
        read: (after, max, done) =>
          answer(done, () => {
            if (known !== births) return logGone()
            const found = shown().slice(Math.max(0, after - gone), after - gone + max)
            if (found.length > 0) see(after + found.length)
            return (
              goneEntries({ first: gone + 1, last: gone + shown().length }, after) ??
              found.map((bytes, i) => ({ at: after + i + 1, bytes }))
            )
          }),
        trim: (first, expectedLast, done) =>
          answer<undefined>(done, () => {
            if (known !== births) return logGone()
            const fault = untrimmable(first, expectedLast, last())
            if (fault === undefined) gone += entries.splice(0, Math.max(0, first - 1 - gone)).length
            return fault
          }),
        close: (done) => {
          closed = true
          clock.soon(done)
        },
      }
    },
  }
  return server
}

const unreachable = (closed: boolean): Fault =>
  closed ? logClosed() : new Fault('UNREACHABLE', 'the server cannot be reached')
