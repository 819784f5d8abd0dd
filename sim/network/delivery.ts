// How what has come over the network is handed to a process: at once where it can be, else after what waits for it.
import type { SimClock } from '../sim-process.ts'

/** Runs things in turns of a process, none before what was handed to it earlier. */
export class Delivery {
  readonly #clock: SimClock
  #waiting = 0

  constructor(clock: SimClock) {
    this.#clock = clock
  }

  /** Whether nothing waits, and the process can hear now: the network asks in events of its own, which are turns already. */
  isFree(): boolean {
    return this.#waiting === 0 && this.#clock.isAwake()
  }

  /** From within an event of the network. */
  hand(what: () => void): void {
    if (this.isFree()) what()
    else this.soon(what)
  }

  /** From anywhere. */
  soon(what: () => void): void {
    this.#waiting += 1
    this.#clock.soon(() => {
      this.#waiting -= 1
      what()
    })
  }
}
