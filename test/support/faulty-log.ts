// A log in memory that can be lost, rolled back, made unreachable, or lose its answers.
import type { Clock } from '../../bus/clock.ts'
import { largeEntry, logClosed, logGone, sequenceExpected } from '../../bus/log-faults.ts'
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
  readonly last: () => number
}

/** An empty log. */
export function faultyLog(): FaultyLog {
  let entries: Uint8Array[] = []
  let births = 1
  const server: FaultyLog = {
    loseAnswers: 0,
    silent: false,
    last: () => entries.length,
    lose: () => {
      entries = []
      births += 1
    },
    rollBack: (count) => {
      entries = entries.slice(0, Math.max(0, entries.length - count))
    },
    open: (clock, isCut) => {
      let closed = false
      /** The birth that was told last: of another one nothing is read or written. */
      let known = births
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
            return { incarnation: `birth ${births}`, first: 1, last: entries.length }
          }),
        append: (bytes, expectedLast, done) =>
          answer(done, () => {
            const { length } = entries
            if (known !== births) return logGone()
            if (expectedLast !== length) return sequenceExpected(expectedLast, length)
            const at = largeEntry(bytes) ?? entries.push(bytes.slice())
            if (server.loseAnswers === 0) return at
            server.loseAnswers -= 1
            return new Fault('TIMEOUT', 'the answer was lost')
          }),
        read: (after, max, done) =>
          answer(done, () => {
            const found = entries.slice(after, after + max)
            if (known !== births) return logGone()
            return found.map((bytes, i) => ({ at: after + i + 1, bytes }))
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
