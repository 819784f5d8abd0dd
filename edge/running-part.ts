// A part that runs from its start until it is cancelled.
import type { Cancel, Clock } from '../bus/clock.ts'
import type { Part } from '../bus/lifecycle.ts'

/** Begins at the start and cancels at the stop; neither waits for anything. */
export function runningPart(name: string, clock: Clock, begin: () => Cancel): Part {
  let cancel: Cancel = () => {}
  return {
    name,
    start: (done) => {
      cancel = begin()
      clock.soon(() => done(undefined))
    },
    stop: (done) => {
      cancel()
      clock.soon(done)
    },
  }
}
