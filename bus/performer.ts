// The performer: does what is wanted, one action in flight per key, and drops what no longer is.
// A1. It is told complete sets per owner; an action missing from the newest set is cancelled.
// A2. An action that succeeded and is still wanted is done again after `repeatMs`, not before.
// A3. After a fault it waits with back-off; a fault that says "never" waits the longest.
import type { Fault } from '../src/kernel/fault.ts'
import type { Keyed } from '../src/kernel/process.ts'
import type { Random } from '../src/kernel/random.ts'
import { backoffMs } from './backoff.ts'
import type { Cancel, Clock } from './clock.ts'

/** What a performer stands on. */
export interface PerformerParts<Action extends Keyed> {
  readonly clock: Clock
  readonly random: Random
  /** Does it once; `done` comes exactly once unless cancelled before. */
  readonly perform: (action: Action, done: (fault: Fault | undefined) => void) => Cancel
  /** Told after each answer, so that the owner can be reconciled. */
  readonly answered: (owner: string, action: Action, fault: Fault | undefined) => void
  readonly repeatMs: number
  readonly retry: { readonly minMs: number; readonly maxMs: number }
}

interface Work<Action> {
  action: Action
  /** Stops the call in flight or the wait. */
  cancel: Cancel
  inFlight: boolean
  tries: number
}

/** Performs the wanted actions of many owners. */
export class Performer<Action extends Keyed> {
  readonly #parts: PerformerParts<Action>
  readonly #owners = new Map<string, Map<string, Work<Action>>>()

  constructor(parts: PerformerParts<Action>) {
    this.#parts = parts
  }

  /** Sets all that `owner` wants now. */
  want(owner: string, actions: readonly Action[]): void {
    const works = this.#owners.get(owner)
    if (works === undefined && actions.length === 0) return
    const now = works ?? new Map<string, Work<Action>>()
    if (works === undefined) this.#owners.set(owner, now)
    this.#drop(now, actions)
    for (const action of actions) this.#take(owner, now, action)
    if (now.size === 0) this.#owners.delete(owner)
  }

  /** How many calls are out. */
  inFlight(): number {
    let count = 0
    for (const works of this.#owners.values()) {
      for (const work of works.values()) count += work.inFlight ? 1 : 0
    }
    return count
  }

  /** Cancels everything. */
  stop(): void {
    for (const works of this.#owners.values()) this.#drop(works, [])
    this.#owners.clear()
  }

  #drop(works: Map<string, Work<Action>>, actions: readonly Action[]): void {
    for (const [key, work] of works) {
      if (actions.some((action) => action.key === key)) continue
      work.cancel()
      works.delete(key)
    }
  }

  #take(owner: string, works: Map<string, Work<Action>>, action: Action): void {
    const work = works.get(action.key)
    if (work === undefined) {
      const fresh = { action, cancel: () => {}, inFlight: false, tries: 0 }
      works.set(action.key, fresh)
      return this.#begin(owner, fresh)
    }
    if (same(work.action, action)) return
    work.action = action
    if (work.inFlight) return
    work.cancel()
    work.tries = 0
    this.#begin(owner, work)
  }

  #begin(owner: string, work: Work<Action>): void {
    const { action } = work
    let ended = false
    work.inFlight = true
    const cancel = this.#parts.perform(action, (fault) => {
      if (ended) return
      ended = true
      this.#ended(owner, work, action, fault)
    })
    work.cancel = () => {
      ended = true
      cancel()
    }
  }

  #ended(owner: string, work: Work<Action>, action: Action, fault: Fault | undefined): void {
    work.inFlight = false
    const changed = work.action !== action
    work.tries = fault === undefined ? 0 : work.tries + 1
    const waitMs = changed ? 0 : this.#waitMs(work, fault)
    work.cancel = this.#parts.clock.after(waitMs, () => this.#begin(owner, work))
    this.#parts.answered(owner, action, fault)
  }

  #waitMs(work: Work<Action>, fault: Fault | undefined): number {
    const { repeatMs, retry, random } = this.#parts
    if (fault === undefined) return repeatMs
    if (fault.retry === 'never') return retry.maxMs
    return backoffMs(work.tries, retry, random)
  }
}

function same(a: Keyed, b: Keyed): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
