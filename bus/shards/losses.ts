// What logs lost, gathered: one server that forgets takes many logs with it, and people want to read that once.
import type { Fault } from '../../src/kernel/fault.ts'
import type { LostLog } from '../../src/kernel/log-facts.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import type { Cancel, Clock } from '../clock.ts'

/** What losses are told with. */
export interface LossesParts {
  readonly clock: Pick<Clock, 'mono' | 'after'>
  /** They are told once so long nothing more was found, and every log has answered. */
  readonly quietMs: number
  readonly allAnswer: () => boolean
  /** Tells all of them as one fact, in the log of one of their shards. */
  readonly tell: (lost: readonly LostLog[], done: (fault: Fault | undefined) => void) => void
}

/** A log that does not answer is waited for so many times the quiet from the first loss on, no longer. */
const patience = 10

/** The losses that one replica found and others were not told of. */
export class Losses {
  readonly #parts: LossesParts
  /** By shard: at most one for each. */
  readonly #lost = new Map<number, LostLog>()
  #timer: Cancel | undefined
  /** When the first of them was found. */
  #since: MonoMs | undefined

  constructor(parts: LossesParts) {
    this.#parts = parts
  }

  /** A log was lost, and this replica tells it again. */
  found(lost: LostLog): void {
    this.#since ??= this.#parts.clock.mono()
    this.#lost.set(lost.shard, lost)
    this.#wait(this.#parts.quietMs)
  }

  close(): void {
    this.#timer?.()
  }

  #wait(ms: number): void {
    this.#timer?.()
    this.#timer = this.#parts.clock.after(ms, () => this.#consider())
  }

  #consider(): void {
    const { clock, quietMs, allAnswer } = this.#parts
    const waitedMs = clock.mono() - (this.#since ?? clock.mono())
    if (allAnswer() || waitedMs >= patience * quietMs) return this.#tell()
    this.#wait(quietMs / 16)
  }

  /** What could not be told is told later, with what was found meanwhile. */
  #tell(): void {
    const told = [...this.#lost.values()].toSorted((a, b) => a.shard - b.shard)
    this.#lost.clear()
    this.#since = undefined
    this.#parts.tell(told, (fault) => {
      if (fault === undefined || fault.code === 'CLOSED') return
      this.#since ??= this.#parts.clock.mono()
      for (const lost of told) if (!this.#lost.has(lost.shard)) this.#lost.set(lost.shard, lost)
      this.#wait(this.#parts.quietMs)
    })
  }
}
