// Carries out plans of a controller, key by key: one whose write waits for webhooks is busy until they have spoken.
import type { Plan } from './controller.ts'
import type { Write } from './write.ts'

/** Whether a write is done; or what will tell so, once. */
export type Done = boolean | ((then: (done: boolean) => void) => void)

/** What a carrier stands on. */
export interface CarrierParts {
  readonly write: (write: Write) => Done
  /** A plan has been carried out, or a write of it failed. */
  readonly finish: (key: string, plan: Plan, done: boolean) => void
  /** A key is to be looked at that was busy when somebody wanted that. */
  readonly mark: (key: string) => void
  readonly isStopped: () => boolean
}

/** Carries out one plan a key at a time. */
export class Carrier {
  readonly #parts: CarrierParts
  /** Busy keys; true: to be looked at when they are not. */
  readonly #busy = new Map<string, boolean>()

  constructor(parts: CarrierParts) {
    this.#parts = parts
  }

  /** Whether a key is busy; then it is looked at afterwards. */
  putsOff(key: string): boolean {
    if (!this.#busy.has(key)) return false
    this.#busy.set(key, true)
    return true
  }

  /** Does the writes of a plan in their order. */
  carryOut(key: string, plan: Plan): void {
    this.#goOn(key, plan, 0)
  }

  #goOn(key: string, plan: Plan, from: number): void {
    const { write, finish } = this.#parts
    for (const [i, each] of plan.writes.entries()) {
      if (i < from) continue
      const done = write(each)
      if (typeof done === 'function') {
        this.#busy.set(key, false)
        return done((isDone) => this.#told(key, plan, i + 1, isDone))
      }
      if (!done && plan.anyway !== true) return finish(key, plan, false)
    }
    finish(key, plan, true)
  }

  #told(key: string, plan: Plan, next: number, isDone: boolean): void {
    const { finish, mark, isStopped } = this.#parts
    const isWanted = this.#busy.get(key) === true
    this.#busy.delete(key)
    if (isStopped()) return
    if (isWanted) mark(key)
    if (isDone || plan.anyway === true) this.#goOn(key, plan, next)
    else finish(key, plan, false)
  }
}
