// The journal itself: appends through the committer, reads from the store, compaction in turn, recovery after faults.
//
// States: open; full (reads go on, appends are refused until there is room); recovering (files are being opened again);
// broken (what recovery found cannot be repaired); closed.
import { createLink } from '../../src/kernel/chain.ts'
import { assert } from '../../src/kernel/assert.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Epoch, ProducerId, Sequence } from '../../src/kernel/ids.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Cancel } from '../clock.ts'
import type { Draft, Journal, Position, Stored } from '../journal.ts'
import { epochAbove, positionOf } from './book.ts'
import type { Book } from './book.ts'
import { Committer } from './committer.ts'
import { leaveTail } from './compact.ts'
import { draftsFault, sizeOf, waitingBytesMax } from './drafts.ts'
import { encodeConfirmed } from './checkpoint.ts'
import { closeFiles } from './files.ts'
import type { Files } from './load.ts'
import { logDraft } from './log-drafts.ts'
import { confirmedName } from './names.ts'
import type { JournalParts } from './parts.ts'
import { chainAt, readAtOnce, readBaseFacts, readFacts } from './reader.ts'
import type { LaneView } from './reader.ts'
import { recover } from './recover.ts'

const recoverMs = 1_000

type Done<T> = (outcome: T) => void
type Task = (done: () => void) => void

/** An open journal. */
export class JournalEngine implements Journal {
  readonly producer: ProducerId
  readonly #parts: JournalParts
  readonly #committer: Committer
  readonly #tasks: Task[] = []
  readonly #listeners = new Set<Done<readonly Stored[]>>()
  #taskRuns = false
  #dropping = false
  #files: Files | undefined
  #opening = false
  #book: Book
  #trouble: Fault | undefined
  #state: 'open' | 'full' | 'recovering' | 'broken' | 'closed' = 'open'

  constructor(parts: JournalParts, files: Files, book: Book) {
    this.producer = parts.producer
    this.#parts = parts
    this.#files = files
    this.#book = book
    this.#committer = new Committer({
      pen: { producer: parts.producer, link: createLink(parts.hash) },
      files: () => this.#open(),
      book: () => this.#book,
      wall: parts.clock.wall,
      failed: (fault) => this.#failed(fault),
      committed: (facts) => this.#committed(facts),
    })
  }

  append(drafts: readonly Draft[], done: Done<readonly Stored[] | Fault>): void {
    const bytes = sizeOf(drafts)
    const refusal = this.#refusal() ?? draftsFault(drafts) ?? this.#busyFault(bytes)
    if (refusal) return this.#later(done, refusal)
    if (drafts.length === 0) return this.#later(done, [])
    this.#committer.append(drafts, bytes, done)
  }

  begin(above: Epoch, done: Done<Epoch | Fault>): void {
    const refusal = this.#refusal()
    if (refusal) return this.#later(done, refusal)
    const other = Math.max(above, this.#book.epoch) as Epoch
    const epoch = epochAbove(other, this.#parts.clock.wall())
    this.#committer.begin(epoch, (outcome) => done(isFault(outcome) ? outcome : epoch))
  }

  read(lane: Lane, after: Sequence, max: number, done: Done<readonly Stored[] | Fault>): void {
    const outcome = this.#readRefusal() ?? readAtOnce(this.#view(lane), after, max)
    if (outcome !== undefined) return this.#later(done, outcome)
    readFacts(this.#view(lane), after, max, done)
  }

  base(lane: Lane, each: Done<readonly Stored[]>, done: Done<Fault | undefined>): void {
    const refusal = this.#readRefusal()
    if (refusal) return this.#later(done, refusal)
    readBaseFacts(this.#view(lane), each, done)
  }

  position(lane: Lane): Position {
    return positionOf(this.#book, lane)
  }

  chainAt(lane: Lane, at: Sequence, done: Done<Uint8Array | Fault>): void {
    const refusal = this.#readRefusal()
    if (refusal) return this.#later(done, refusal)
    chainAt(this.#view(lane), at, done)
  }

  confirm(lane: Lane, upTo: Sequence): void {
    const book = this.#book.lanes[lane]
    if (this.#state !== 'open' || upTo <= book.confirmed || upTo > book.head.last) return
    book.confirmed = upTo
    this.#run((next) => {
      if (this.#state !== 'open') return next()
      const value = encodeConfirmed(this.#book.lanes[lane].confirmed)
      this.#open().store.batch([{ put: confirmedName(lane), value }], { sync: false }, (fault) => {
        if (fault) this.#failed(fault)
        next()
      })
    })
  }

  compact(lane: Lane, upTo: Sequence, done: Done<Fault | undefined>): void {
    this.#leave({ lane, upTo, how: 'keep' }, done)
  }

  listen(each: Done<readonly Stored[]>): Cancel {
    const own: Done<readonly Stored[]> = (facts) => each(facts)
    this.#listeners.add(own)
    return () => void this.#listeners.delete(own)
  }

  close(done: () => void): void {
    if (this.#state === 'closed') return this.#later(done, undefined)
    this.#state = 'closed'
    const finish = (): void => {
      const idle = !this.#committer.busy && !this.#taskRuns && !this.#opening
      if (!idle) this.#parts.clock.after(1, finish)
      else if (this.#files === undefined) this.#later(done, undefined)
      else closeFiles(this.#files, done)
    }
    finish()
  }

  #later<T>(done: Done<T>, outcome: T): void {
    this.#parts.clock.soon(() => done(outcome))
  }

  #view(lane: Lane): LaneView {
    return { store: this.#open().store, lane, book: this.#book.lanes[lane] }
  }

  #open(): Files {
    assert(this.#files !== undefined, 'a journal is used only while its files are open')
    return this.#files
  }

  #refusal(): Fault | undefined {
    return this.#state === 'open' ? undefined : (this.#trouble ?? closedFault(this.#state))
  }

  #readRefusal(): Fault | undefined {
    return this.#state === 'full' ? undefined : this.#refusal()
  }

  #busyFault(bytes: number): Fault | undefined {
    const waiting = this.#committer.waitingBytes + bytes
    if (!this.#committer.busy || waiting <= waitingBytesMax) return undefined
    const text = `expected at most ${waitingBytesMax} bytes of facts waiting for the disk, got ${waiting}`
    return new Fault('TOO_BUSY', `${text}; try again when appends have been answered`)
  }

  #leave(
    what: { readonly lane: Lane; readonly upTo: Sequence; readonly how: 'keep' | 'drop' },
    done: Done<Fault | undefined>,
  ): void {
    this.#run((next) => {
      const finish = (fault: Fault | undefined): void => {
        next()
        done(fault)
      }
      const refusal = this.#refusal()
      if (refusal) return this.#later(finish, refusal)
      const { lane, how } = what
      const book = this.#book.lanes[lane]
      if (what.upTo <= book.checkpoint.at) return this.#later(finish, undefined)
      const upTo = sequence(Math.min(what.upTo, book.head.last))
      const { store } = this.#open()
      leaveTail({ store, hash: this.#parts.hash, lane, book, upTo, how }, (fault) => {
        if (fault) this.#failed(fault)
        finish(fault)
      })
    })
  }

  #run(task: Task): void {
    this.#tasks.push(task)
    if (!this.#taskRuns) this.#nextTask()
  }

  #nextTask(): void {
    const task = this.#tasks.shift()
    this.#taskRuns = task !== undefined
    task?.(() => this.#nextTask())
  }

  #committed(facts: readonly Stored[]): void {
    for (const each of this.#listeners) each(facts)
    this.#bound()
  }

  /** Above the bound half of the telemetry goes, and one fact says so before it does. */
  #bound(): void {
    const { lanes } = this.#book
    const bytes = lanes.state.bytes + lanes.telemetry.bytes + lanes.audit.bytes
    const { checkpoint, head } = lanes.telemetry
    const few = head.last - checkpoint.at < 2
    if (bytes <= (this.#parts.tailBytesMax ?? Infinity) || few || this.#dropping) return
    const to = sequence(checkpoint.at + Math.ceil((head.last - checkpoint.at) / 2))
    const fact = { kind: 'dropped', from: checkpoint.at + 1, to } as const
    const dropped = (): void => {
      this.#dropping = false
    }
    this.#dropping = true
    this.append([logDraft('telemetry', fact, this.#parts.clock.wall())], (outcome) => {
      if (isFault(outcome)) return dropped()
      this.#leave({ lane: 'telemetry', upTo: to, how: 'drop' }, dropped)
    })
  }

  #failed(fault: Fault): void {
    if (this.#state !== 'open') return
    this.#trouble = fault
    this.#state = fault.code === 'FULL' ? 'full' : 'recovering'
    if (this.#state === 'full') this.#awaitRoom()
    else this.#reopen()
  }

  #awaitRoom(): void {
    this.#parts.clock.after(recoverMs, () => {
      if (this.#state !== 'full') return
      this.#open().store.room((fault) => {
        if (this.#state !== 'full') return
        if (fault) return this.#awaitRoom()
        this.#state = 'recovering'
        this.#reopen()
      })
    })
  }

  #reopen(): void {
    const files = this.#open()
    this.#files = undefined
    this.#opening = true
    closeFiles(files, () => this.#recover())
  }

  #recover(): void {
    this.#opening = this.#state !== 'closed'
    if (!this.#opening) return
    recover(this.#parts, this.#book, (outcome) => {
      this.#opening = false
      if (isFault(outcome)) return this.#notYet(outcome)
      this.#files = outcome.files
      this.#book = outcome.book
      if (this.#state === 'closed') return
      this.#trouble = undefined
      this.#state = 'open'
    })
  }

  #notYet(fault: Fault): void {
    if (this.#state === 'closed') return
    this.#trouble = fault
    if (fault.retry === 'never' && fault.code !== 'STORE_BROKEN') this.#state = 'broken'
    else this.#parts.clock.after(recoverMs, () => this.#recover())
  }
}

const closedFault = (state: string): Fault =>
  new Fault('CLOSED', `expected an open journal, got one that is ${state}`)
