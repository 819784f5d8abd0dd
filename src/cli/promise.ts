// Callbacks as promises, for commands alone.
import { isFault, type Fault } from '../kernel/fault.ts'

/** The outcome of a callback-style call; a fault rejects. */
export function outcomeOf<T>(call: (done: (outcome: T | Fault) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((outcome) => (isFault(outcome) ? reject(outcome) : resolve(outcome)))
  })
}

/** Waits for a callback without a value. */
export function doneOf(call: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => call(resolve))
}

/** Waits. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Asks `ready` every `everyMs` until it answers something; undefined after `withinMs`. */
export async function poll<T>(
  ready: () => Promise<T | undefined>,
  withinMs: number,
  everyMs = 100,
): Promise<T | undefined> {
  const end = performance.now() + withinMs
  for (;;) {
    const answer = await ready()
    if (answer !== undefined) return answer
    if (performance.now() > end) return undefined
    await sleep(everyMs)
  }
}
