// Group commit without a timer: at once when idle; what arrives during a write forms the next commit.
import type { Fault } from '../../src/kernel/fault.ts'
import type { Epoch } from '../../src/kernel/ids.ts'
import type { WallMs } from '../../src/kernel/time.ts'
import type { Draft, Stored } from '../journal.ts'
import type { Book } from './book.ts'
import { formatVersion } from './checkpoint.ts'
import type { Files } from './load.ts'
import { epochDrafts } from './log-drafts.ts'
import type { Pen } from './lane-plan.ts'
import { prepare } from './prepare.ts'
import type { Prepared } from './prepare.ts'
import { metaWrite, writeCommit } from './write.ts'

/** One commit takes appends until it has this many bytes. */
export const commitBytesMax = 1_048_576

type Done = (outcome: readonly Stored[] | Fault) => void

/** An append that waits; with `epoch` it begins that epoch and has no drafts of its own. */
interface Pending {
  readonly drafts: readonly Draft[]
  readonly bytes: number
  readonly epoch: Epoch | undefined
  readonly done: Done
}

/** What the committer asks of the journal around it. */
export interface CommitterOf {
  readonly pen: Pen
  readonly files: () => Files
  readonly book: () => Book
  readonly wall: () => WallMs
  /** A commit failed; its appends and all that wait were answered with this fault. */
  readonly failed: (fault: Fault) => void
  /** A commit is done and its appends are answered. */
  readonly committed: (facts: readonly Stored[]) => void
}

/** The queue of appends and the one commit in flight. */
export class Committer {
  readonly #of: CommitterOf
  #waiting: Pending[] = []
  #waitingBytes = 0
  #busy = false

  constructor(of: CommitterOf) {
    this.#of = of
  }

  get busy(): boolean {
    return this.#busy
  }

  /** Bytes that wait for their commit. */
  get waitingBytes(): number {
    return this.#waitingBytes
  }

  append(drafts: readonly Draft[], bytes: number, done: Done): void {
    this.#push({ drafts, bytes, epoch: undefined, done })
  }

  /** Begins an epoch, after everything that waits already. */
  begin(epoch: Epoch, done: Done): void {
    this.#push({ drafts: [], bytes: 0, epoch, done })
  }

  #push(pending: Pending): void {
    this.#waiting.push(pending)
    this.#waitingBytes += pending.bytes
    if (!this.#busy) this.#commit()
  }

  #commit(): void {
    const taken = this.#take()
    if (taken.length === 0) return
    this.#busy = true
    const prepared = this.#prepare(taken)
    writeCommit(this.#of.files(), this.#of.book(), prepared, (fault) => {
      this.#busy = false
      if (fault) return this.#fail(taken, fault)
      this.#commit()
      taken.forEach((pending, n) => pending.done(prepared.stored[n] ?? []))
      this.#of.committed(prepared.stored.flat())
    })
  }

  /** Appends in order up to the bound; the beginning of an epoch is a commit of its own. */
  #take(): readonly Pending[] {
    let bytes = 0
    let length = 0
    for (const pending of this.#waiting) {
      bytes += pending.bytes
      const alone = pending.epoch !== undefined
      if (length > 0 && (bytes > commitBytesMax || alone)) break
      length += 1
      if (alone) break
    }
    const taken = this.#waiting.splice(0, length)
    for (const pending of taken) this.#waitingBytes -= pending.bytes
    return taken
  }

  #prepare(taken: readonly Pending[]): Prepared {
    const book = this.#of.book()
    const epoch = taken[0]?.epoch
    if (epoch === undefined) {
      const appends = taken.map((pending) => pending.drafts)
      return prepare(book, appends, book.epoch, this.#of.pen)
    }
    const drafts = epochDrafts(book, book.epoch, [], this.#of.wall())
    const prepared = prepare(book, [drafts], epoch, this.#of.pen)
    const { producer } = this.#of.pen
    prepared.writes.push(metaWrite({ version: formatVersion, epoch, producer }))
    return prepared
  }

  #fail(taken: readonly Pending[], fault: Fault): void {
    const refused = [...taken, ...this.#waiting]
    this.#waiting = []
    this.#waitingBytes = 0
    this.#of.failed(fault)
    for (const pending of refused) pending.done(fault)
  }
}
