// A callback's outcome as a promise, for benches.
import { isFault, type Fault } from '../src/kernel/fault.ts'

/** Rejects with the fault; resolves with anything else. */
export function outcome<T>(call: (done: (outcome: T | Fault) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((value) => (isFault(value) ? reject(value) : resolve(value as T)))
  })
}
