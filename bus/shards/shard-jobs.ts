// Appends to a shard that wait for their turn: as many as fit go into one entry, each is answered once.
import { Fault } from '../../src/kernel/fault.ts'
import type { Clock } from '../clock.ts'
import type { Draft } from '../journal.ts'
import { countWithin } from './count-within.ts'

/** An append that waits. */
export interface Job {
  readonly drafts: readonly Draft[]
  readonly done: (fault: Fault | undefined) => void
}

/** About what an envelope adds to a body. */
const namesBytes = 256

const bytesOf = ({ drafts }: Job): number =>
  drafts.reduce((sum, { body }) => sum + body.length + namesBytes, 0)

/** The queue of one shard. */
export class ShardJobs {
  readonly #clock: Pick<Clock, 'soon'>
  readonly #waitingMax: number
  #waiting: Job[] = []

  constructor(clock: Pick<Clock, 'soon'>, waitingMax: number) {
    this.#clock = clock
    this.#waitingMax = waitingMax
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** Takes an append, or answers why not: TOO_BUSY when too many wait. */
  add(job: Job, refused: Fault | undefined): void {
    const { length } = this.#waiting
    const full =
      length < this.#waitingMax
        ? undefined
        : new Fault('TOO_BUSY', `expected at most ${length} appends to wait: try again later`)
    const fault = refused ?? full
    if (fault === undefined) this.#waiting.push(job)
    else this.#clock.soon(() => job.done(fault))
  }

  /** Those of the next entry, at least one if any waits. */
  take(entryBytes: number): readonly Job[] {
    return this.#waiting.splice(0, countWithin(this.#waiting, entryBytes, bytesOf))
  }

  /** Answers all that wait. */
  fail(fault: Fault): void {
    for (const { done } of this.#waiting.splice(0)) this.#clock.soon(() => done(fault))
  }
}
