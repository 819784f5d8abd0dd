// What a lane has said in its present epoch: the last fact of each key, copies left out.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Draft, Journal, Stored } from '../journal.ts'
import { copyOf, isCopy } from './copy-of.ts'

/** So many facts are read at once. */
const pageLength = 256

/** Reads on whenever it is asked. */
export class SaidSince {
  readonly #journal: Journal
  readonly #lane: Lane
  readonly #last = new Map<string, Draft>()
  #readTo: Sequence

  constructor(journal: Journal, lane: Lane) {
    this.#journal = journal
    this.#lane = lane
    this.#readTo = sequence(journal.position(lane).began - 1)
  }

  /** Reads what was said up to now. */
  read(done: (fault: Fault | undefined) => void): void {
    this.#journal.read(this.#lane, this.#readTo, pageLength, (facts) => {
      if (isFault(facts)) return done(facts)
      const end = facts.at(-1)
      if (end === undefined) return done(undefined)
      for (const stored of facts) if (!isCopy(stored)) this.#take(stored)
      this.#readTo = end.seq
      this.read(done)
    })
  }

  /** What is to be said again after facts of the same keys, in its order. */
  of(copies: readonly Draft[]): readonly Draft[] {
    const keys = new Set(copies.map(({ key }) => key))
    return [...this.#last.values()].filter(({ key }) => keys.has(key))
  }

  #take(stored: Stored): void {
    for (const draft of copyOf(stored)) {
      this.#last.delete(draft.key)
      this.#last.set(draft.key, draft)
    }
  }
}
