// The journal itself: appends through the committer, reads from the store, compaction in turn, recovery after faults.
//
// States: open; full (reads go on, appends are refused until there is room); recovering (files are being opened again);
// broken (what recovery found cannot be repaired); closed.
import { createLink } from '../../src/kernel/chain.ts'
import type { Link } from '../../src/kernel/chain.ts'
import { assert } from '../../src/kernel/assert.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import type { Epoch, ProducerId, Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Cancel } from '../clock.ts'
import type { Draft, Journal, Position, Stored } from '../journal.ts'
import { epochAbove, positionOf } from './book.ts'
import type { Book } from './book.ts'
import { Committer } from './committer.ts'
import { draftsFault, sizeOf, waitingBytesMax } from './drafts.ts'
import { closeFiles } from './files.ts'
import type { Files } from './load.ts'
import { givenUpName } from './names.ts'
import type { JournalParts } from './parts.ts'
import { chainAt, readAtOnce, readBaseFacts, readFacts } from './reader.ts'
import type { LaneView } from './reader.ts'
import { recover } from './recover.ts'
import { Upkeep } from './upkeep.ts'

const recoverMs = 1_000

type Done<T> = (outcome: T) => void

/** An open journal. */
export class JournalEngine implements Journal {
  readonly producer: ProducerId
  readonly #parts: JournalParts
  readonly #link: Link
  readonly #committer: Committer
  readonly #upkeep: Upkeep
  readonly #listeners = new Set<Done<readonly Stored[]>>()
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
    this.#link = createLink(parts.hash)
    this.#committer = new Committer({
      pen: { producer: parts.producer, link: this.#link },
      files: () => this.#open(),
      book: () => this.#book,
      wall: parts.clock.wall,
      failed: (fault) => this.#failed(fault),
      committed: (facts) => this.#committed(facts),
    })
    this.#upkeep = new Upkeep({
      hash: parts.hash,
      link: this.#link,
      clock: parts.clock,
      store: () => this.#open().store,
      book: () => this.#book,
      refusal: () => this.#refusal(),
      failed: (fault) => this.#failed(fault),
      append: (draft, done) => this.append([draft], done),
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
    readFacts(this.#view(lane), after, max, (facts) => {
      if (this.#isMidStep(facts))
        this.#parts.clock.after(1, () => this.read(lane, after, max, done))
      else done(facts)
    })
  }

  base(lane: Lane, each: Done<readonly Stored[]>, done: Done<Fault | undefined>): void {
    const refusal = this.#readRefusal()
    if (refusal) return this.#later(done, refusal)
    readBaseFacts(this.#view(lane), each, done)
  }

  position(lane: Lane): Position {
    return positionOf(this.#book, lane)
  }

  tailBytes(lane: Lane): number {
    return this.#book.lanes[lane].bytes
  }

  chainAt(lane: Lane, at: Sequence, done: Done<Uint8Array | Fault>): void {
    const refusal = this.#readRefusal()
    if (refusal) return this.#later(done, refusal)
    chainAt(this.#view(lane), at, this.#link, (chain) => {
      if (this.#isMidStep(chain)) this.#parts.clock.after(1, () => this.chainAt(lane, at, done))
      else done(chain)
    })
  }

  confirm(lane: Lane, upTo: Sequence): void {
    const book = this.#book.lanes[lane]
    if (this.#state !== 'open' || upTo <= book.confirmed || upTo > book.head.last) return
    book.confirmed = upTo
    this.#upkeep.confirm(lane)
  }

  compact(lane: Lane, upTo: Sequence, done: Done<Fault | undefined>): void {
    this.#upkeep.leave({ lane, upTo, how: 'keep' }, done)
  }

  /** Forgets that something was given up: what of it had not travelled was written again. */
  told(done: Done<Fault | undefined>): void {
    const refusal = this.#refusal()
    if (refusal) return this.#later(done, refusal)
    this.#open().store.batch([{ del: givenUpName }], { sync: true }, done)
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
      const idle = !this.#committer.busy && !this.#upkeep.busy && !this.#opening
      if (!idle) this.#parts.clock.after(1, finish)
      else if (this.#files === undefined) this.#later(done, undefined)
      else closeFiles(this.#files, done)
    }
    finish()
  }

  #later<T>(done: Done<T>, outcome: T): void {
    this.#parts.clock.soon(() => done(outcome))
  }

  /** A read between a step of compaction and the book's knowing of it misses what has moved: it is done again. */
  #isMidStep(outcome: unknown): boolean {
    return isFault(outcome) && outcome.code === 'JOURNAL_HOLE' && this.#upkeep.busy
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

  #committed(facts: readonly Stored[]): void {
    for (const each of this.#listeners) each(facts)
    this.#upkeep.bound(this.#parts.tailBytesMax ?? Infinity)
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
