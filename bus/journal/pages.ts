// Walking a range of a store page by page, the next page being read while this one is looked at.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Entry, Store } from '../store.ts'

const pageLength = 1_000

/** Calls `each` with every page of names in (after, before), in order, then `done`. */
export function eachPage(
  store: Store,
  bounds: { readonly after: string; readonly before: string },
  each: (entries: readonly Entry[]) => void,
  done: (fault: Fault | undefined) => void,
): void {
  const fetch = (after: string): void =>
    store.range({ after, before: bounds.before, limit: pageLength }, (page) => {
      if (isFault(page)) return done(page)
      const last = page.at(-1)
      if (last === undefined) return done(undefined)
      fetch(last.key)
      each(page)
    })
  fetch(bounds.after)
}

/** Runs `step` for each item, one after another; ends at the first fault. */
export function inTurn<T>(
  items: readonly T[],
  step: (item: T, next: (fault: Fault | undefined) => void) => void,
  done: (fault: Fault | undefined) => void,
): void {
  const run = (at: number): void => {
    const item = items[at]
    if (item === undefined) return done(undefined)
    step(item, (fault) => (fault === undefined ? run(at + 1) : done(fault)))
  }
  run(0)
}
