// What keeps a journal small, one task at a time: compaction, marks of what is confirmed, and dropping telemetry.
import type { Hash, Link } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Clock } from '../clock.ts'
import type { Draft } from '../journal.ts'
import type { Store } from '../store.ts'
import type { Book } from './book.ts'
import { encodeConfirmed } from './checkpoint.ts'
import { leaveTail } from './compact.ts'
import { logDraft } from './log-drafts.ts'
import { confirmedName } from './names.ts'

/** What upkeep asks of the journal around it. */
export interface UpkeepOf {
  readonly hash: Hash
  readonly link: Link
  readonly clock: Clock
  readonly store: () => Store
  readonly book: () => Book
  /** Why nothing may be written now, if so. */
  readonly refusal: () => Fault | undefined
  readonly failed: (fault: Fault) => void
  readonly append: (draft: Draft, done: (outcome: unknown) => void) => void
}

/** Facts of a lane that leave the tail. */
export interface Leave {
  readonly lane: Lane
  readonly upTo: Sequence
  readonly how: 'keep' | 'drop'
}

type Task = (next: () => void) => void

/** The queue of tasks. */
export class Upkeep {
  readonly #of: UpkeepOf
  readonly #tasks: Task[] = []
  #busy = false
  #dropping = false

  constructor(of: UpkeepOf) {
    this.#of = of
  }

  get busy(): boolean {
    return this.#busy
  }

  leave(what: Leave, done: (fault: Fault | undefined) => void): void {
    this.#run((next) => {
      const finish = (fault: Fault | undefined): void => {
        next()
        done(fault)
      }
      const { hash, link, clock, store, book, refusal, failed } = this.#of
      const refused = refusal()
      const { lane, how } = what
      const lanes = book().lanes[lane]
      if (refused ?? what.upTo <= lanes.checkpoint.at) return clock.soon(() => finish(refused))
      const upTo = sequence(Math.min(what.upTo, lanes.head.last))
      leaveTail({ store: store(), hash, link, lane, book: lanes, upTo, how }, (fault) => {
        if (fault) failed(fault)
        finish(fault)
      })
    })
  }

  /** Writes how far the lane is confirmed, unsynced: the next commit's sync takes it along. */
  confirm(lane: Lane): void {
    this.#run((next) => {
      const { book, clock, refusal, store, failed } = this.#of
      if (refusal()) return clock.soon(next)
      const value = encodeConfirmed(book().lanes[lane].confirmed)
      store().batch([{ put: confirmedName(lane), value }], { sync: false }, (fault) => {
        if (fault) failed(fault)
        next()
      })
    })
  }

  /** Above the bound the older half of the telemetry goes, and one fact says so before it does. */
  bound(bytesMax: number): void {
    const { state, telemetry, audit } = this.#of.book().lanes
    const { checkpoint, head } = telemetry
    const few = head.last - checkpoint.at < 2
    if (state.bytes + telemetry.bytes + audit.bytes <= bytesMax || few || this.#dropping) return
    const to = sequence(checkpoint.at + Math.ceil((head.last - checkpoint.at) / 2))
    const fact = { kind: 'dropped', from: checkpoint.at + 1, to } as const
    const dropped = (): void => {
      this.#dropping = false
    }
    this.#dropping = true
    this.#of.append(logDraft('telemetry', fact, this.#of.clock.wall()), (outcome) => {
      if (isFault(outcome)) dropped()
      else this.leave({ lane: 'telemetry', upTo: to, how: 'drop' }, dropped)
    })
  }

  #run(task: Task): void {
    this.#tasks.push(task)
    if (!this.#busy) this.#next()
  }

  #next(): void {
    const task = this.#tasks.shift()
    this.#busy = task !== undefined
    task?.(() => this.#next())
  }
}
