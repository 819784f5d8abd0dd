// The log in memory: the reference of the port.
import type { Fault } from '../../src/kernel/fault.ts'
import type { Clock } from '../clock.ts'
import { largeEntry, logClosed, sequenceExpected } from '../log-faults.ts'
import type { Log } from '../log.ts'

/** A stream that any number of writers open. */
export interface MemoryLog {
  readonly open: () => Log
}

/** An empty stream of the given incarnation. */
export function createMemoryLog(clock: Clock, incarnation: string): MemoryLog {
  const entries: Uint8Array[] = []
  const open = (): Log => {
    let closed = false
    /** Decides now, answers in a later turn. */
    const answer = <T>(done: (outcome: T | Fault) => void, decide: () => T | Fault): void => {
      const outcome = closed ? logClosed() : decide()
      clock.soon(() => done(outcome))
    }
    return {
      supports: { durable: false },
      info: (done) => answer(done, () => ({ incarnation, first: 1, last: entries.length })),
      append: (bytes, expectedLast, done) =>
        answer(done, () => {
          const last = entries.length
          if (expectedLast !== last) return sequenceExpected(expectedLast, last)
          return largeEntry(bytes) ?? entries.push(bytes.slice())
        }),
      read: (after, max, done) =>
        answer(done, () =>
          entries.slice(after, after + max).map((bytes, i) => ({ at: after + i + 1, bytes })),
        ),
      close: (done) => {
        closed = true
        clock.soon(done)
      },
    }
  }
  return { open }
}
