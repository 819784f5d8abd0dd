// Lifecycle: parts start in order and stop in reverse; a failed start stops what had started.
import type { Fault } from '../src/kernel/fault.ts'

/** Something that starts and stops, each once; callbacks are never synchronous. */
export interface Part {
  readonly name: string
  readonly start: (done: (fault: Fault | undefined) => void) => void
  readonly stop: (done: () => void) => void
}

/** Starts parts one after another; on a fault stops those that had started, then answers it. */
export function startAll(parts: readonly Part[], done: (fault: Fault | undefined) => void): void {
  const next = (i: number): void => {
    const part = parts[i]
    if (part === undefined) return done(undefined)
    part.start((fault) => {
      if (fault === undefined) next(i + 1)
      else stopAll(parts.slice(0, i), () => done(fault))
    })
  }
  next(0)
}

/** Stops parts in reverse order. */
export function stopAll(parts: readonly Part[], done: () => void): void {
  const next = (i: number): void => {
    const part = parts[i]
    if (part === undefined) done()
    else part.stop(() => next(i - 1))
  }
  next(parts.length - 1)
}
