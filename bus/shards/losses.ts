// What logs lost, gathered: one server that forgets takes many logs with it, and people want to read that once.
import type { Fault } from '../../src/kernel/fault.ts'
import type { LostLog } from '../../src/kernel/log-facts.ts'
import type { Cancel, Clock } from '../clock.ts'

/** What losses are told with. */
export interface LossesParts {
  readonly clock: Pick<Clock, 'after'>
  /** They are told once so long nothing more was found. */
  readonly quietMs: number
  /** Tells all of them as one fact, in the log of one of their shards. */
  readonly tell: (lost: readonly LostLog[], done: (fault: Fault | undefined) => void) => void
}

/** The losses that one replica found and others were not told of. */
export class Losses {
  readonly #parts: LossesParts
  /** By shard: at most one for each. */
  readonly #lost = new Map<number, LostLog>()
  #timer: Cancel | undefined

  constructor(parts: LossesParts) {
    this.#parts = parts
  }

  /** A log was lost, and this replica tells it again. */
  found(lost: LostLog): void {
    this.#lost.set(lost.shard, lost)
    this.#wait()
  }

  close(): void {
    this.#timer?.()
  }

  #wait(): void {
    this.#timer?.()
    this.#timer = this.#parts.clock.after(this.#parts.quietMs, () => this.#tell())
  }

  /** What could not be told is told later, with what was found meanwhile. */
  #tell(): void {
    const told = [...this.#lost.values()].toSorted((a, b) => a.shard - b.shard)
    this.#lost.clear()
    this.#parts.tell(told, (fault) => {
      if (fault === undefined || fault.code === 'CLOSED') return
      for (const lost of told) if (!this.#lost.has(lost.shard)) this.#lost.set(lost.shard, lost)
      this.#wait()
    })
  }
}
