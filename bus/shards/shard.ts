// One shard at one replica: it follows the shard's log, claims it when wanted, and writes while it is the owner.
//
// One step at a time, each ended by its callback: open the log, look (read what was appended), claim, seed, write. The
// log alone decides who owns: an append that expects another end than there is fails, and whoever failed looks first.
import { factToDraft } from '../../schemas/fact-codec.ts'
import { assert } from '../../src/kernel/assert.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { epoch } from '../../src/kernel/ids.ts'
import type { Epoch } from '../../src/kernel/ids.ts'
import type { LogLost } from '../../src/kernel/log-facts.ts'
import type { Fact } from '../../src/facts.ts'
import { backoffMs } from '../backoff.ts'
import type { Cancel } from '../clock.ts'
import type { Draft } from '../journal.ts'
import type { Log } from '../log.ts'
import type { ShardPlace } from './items.ts'
import { collectSeeds } from './seeds.ts'
import type { ShardBook, ShardOwner } from './shard-book.ts'
import { look } from './shard-look.ts'
import { ShardJobs } from './shard-jobs.ts'
import type { ShardHold, ShardParts } from './shard-parts.ts'
import { commitEntry, sowSeeds } from './shard-write.ts'
import type { WriteAt } from './shard-write.ts'

/** `free`: claim it only when nobody else owned it last. */
export type Wanted = 'no' | 'free' | 'yes'

/** One shard of one replica. */
export class Shard {
  readonly shard: number
  readonly #parts: ShardParts
  #book: ShardBook
  #log: Log | undefined
  #wanted: Wanted = 'no'
  /** The epoch in which this process owns the shard; undefined while it does not. */
  #claimed: Epoch | undefined
  /** Something may have been appended that was not read yet. */
  #stale = true
  /** The log was looked at just now: only then it is claimed, for its end alone does not tell it from another one. */
  #fresh = false
  /** An append of ours may have arrived or not. */
  #uncertain = false
  #lost: LogLost | undefined
  /** When it may be claimed again after another replica took it. */
  #notBefore = 0
  #busy = false
  #closed = false
  readonly #jobs: ShardJobs
  #told: ShardHold = 'none'
  #tries = 0
  #timer: Cancel | undefined

  constructor(shard: number, book: ShardBook, parts: ShardParts) {
    this.shard = shard
    this.#book = book
    this.#parts = parts
    this.#jobs = new ShardJobs(parts.clock, parts.bounds.waitingMax)
  }

  get owner(): ShardOwner | undefined {
    return this.#book.owner
  }

  /** How this replica holds the shard. */
  hold(): ShardHold {
    if (this.#claimed === undefined) return 'none'
    return this.#uncertain || this.#book.seeding ? 'unsure' : 'owned'
  }

  /** Sets whether this replica is to own the shard. */
  want(wanted: Wanted): void {
    this.#wanted = wanted
    this.#next()
  }

  /** Something was appended. While we own the log that was us, unless we are to give it up. */
  wake(): void {
    if (this.hold() !== 'owned' || this.#wanted === 'no') this.look()
  }

  /** Looks at the log: whether it is still the one that was read, and what is new in it. */
  look(): void {
    this.#stale = true
    this.#next()
  }

  /** Appends all drafts together, or answers why not; CONFLICT while another replica owns the shard. */
  append(drafts: readonly Draft[], done: (fault: Fault | undefined) => void): void {
    this.#jobs.add({ drafts, done }, this.#refusal())
    this.#next()
  }

  close(done: () => void): void {
    this.#closed = true
    this.#timer?.()
    this.#jobs.fail(new Fault('CLOSED', `shard ${this.shard} was closed`))
    if (this.#log === undefined) this.#parts.clock.soon(done)
    else this.#log.close(done)
  }

  #refusal(): Fault | undefined {
    if (this.#claimed !== undefined && this.#uncertain) return unanswered(this.shard)
    return this.hold() === 'owned' ? undefined : this.#notOwner()
  }

  #notOwner(): Fault {
    const { replica } = this.#parts
    const owner = this.#book.owner?.replica ?? replica
    const why = owner === replica ? 'it is not claimed yet: try later' : `${owner} owns it`
    return new Fault('CONFLICT', `expected to own shard ${this.shard}: ${why}`)
  }

  #next(): void {
    if (this.#busy || this.#closed || this.#timer !== undefined) return
    if (this.#log === undefined) return this.#step(() => this.#open())
    if (this.#stale) return this.#step(() => this.#look())
    if (this.#claimed === undefined) {
      if (this.#mayClaim()) this.#step(() => (this.#fresh ? this.#claim() : this.#look()))
      this.#fresh = false
    } else if (this.#book.seeding) this.#step(() => this.#seed())
    else if (!this.#jobs.isEmpty) this.#step(() => this.#write())
  }

  #step(begin: () => void): void {
    this.#busy = true
    begin()
  }

  /** A step ended: the next one begins, later when it failed. */
  #ended(fault?: Fault): void {
    this.#busy = false
    if (this.#closed) return
    if (fault !== undefined) {
      this.#stale = true
      this.#uncertain = true
      this.#jobs.fail(unanswered(this.shard))
    }
    this.#tell()
    if (fault === undefined) return this.#next()
    this.#tries += 1
    if (this.#tries > 1) this.#parts.tells.news(this.shard, { kind: 'stuck', fault })
    const { retryMinMs: minMs, retryMaxMs: maxMs } = this.#parts.bounds
    const delayMs = backoffMs(this.#tries, { minMs, maxMs }, this.#parts.random)
    this.#timer = this.#parts.clock.after(delayMs, () => {
      this.#timer = undefined
      this.#next()
    })
  }

  #tell(): void {
    const hold = this.hold()
    if (hold === this.#told) return
    this.#told = hold
    this.#parts.tells.changed(this.shard, hold)
  }

  #mayClaim(): boolean {
    const { owner } = this.#book
    if (this.#parts.clock.mono() < this.#notBefore) return false
    if (this.#wanted === 'yes') return true
    return this.#wanted === 'free' && (!owner || owner.replica === this.#parts.replica)
  }

  #open(): void {
    this.#parts.openLog(this.shard, (log) => {
      if (isFault(log)) return this.#ended(log)
      if (this.#closed) return log.close(() => {})
      this.#log = log
      this.#ended()
    })
  }

  #look(): void {
    const at = { ...this.#at(), book: this.#book }
    const tells = {
      lost: (lost: LogLost) => {
        this.#lost ??= lost
        this.#depose()
      },
      learned: (book: ShardBook) => this.#learn(book),
    }
    look(this.#parts, at, tells, (fault) => {
      if (fault === undefined) {
        this.#stale = false
        this.#fresh = true
        this.#uncertain = false
        this.#tries = 0
      }
      this.#ended(fault)
    })
  }

  #learn(book: ShardBook): void {
    const { clock, bounds, replica } = this.#parts
    // Whoever owns it now has told what was lost, or whoever comes after him will.
    if (book.owner?.epoch !== this.#book.owner?.epoch) this.#lost = undefined
    this.#book = book
    const isOurs = book.owner?.epoch === this.#claimed && book.owner?.replica === replica
    if (this.#claimed === undefined || isOurs) return
    this.#notBefore = clock.mono() + bounds.reclaimMs
    this.#depose()
  }

  /** Who lost a shard to another does not claim it back at once: two that both want it would never do anything else. */
  #depose(): void {
    if (this.#claimed === undefined) return
    this.#claimed = undefined
    this.#jobs.fail(this.#notOwner())
  }

  #claim(): void {
    const { replica } = this.#parts
    const { place, seeding: unseeded } = this.#book
    const { shard } = this
    const seeding = unseeded || this.#lost !== undefined || place.at === 0
    const began: Fact = { kind: 'owner-began', shard, replica, seeding }
    const lost = this.#lost === undefined ? [] : [this.#lost]
    const to = epoch(place.epoch + 1)
    this.#commit(this.#factDrafts([began, ...lost]), to, (fault) => {
      if (fault === undefined) {
        this.#lost = undefined
        this.#claimed = to
        this.#book = { ...this.#book, owner: { replica, epoch: to }, seeding }
      }
      this.#ended(this.#judged(fault))
    })
  }

  /** Tells the log all that is known, then says so. */
  #seed(): void {
    const { journal, shardOf } = this.#parts
    collectSeeds(
      journal,
      (envelope) => shardOf(envelope) === this.shard,
      (seeds) => {
        if (isFault(seeds)) return this.#ended(seeds)
        sowSeeds(this.#parts, this.#at(), seeds, (place) =>
          isFault(place) ? this.#ended(this.#judged(place)) : this.#sown(seeds.length, place),
        )
      },
    )
  }

  #sown(facts: number, place: ShardPlace): void {
    const seeded: Fact = { kind: 'log-seeded', shard: this.shard, facts }
    this.#book = { ...this.#book, place }
    this.#commit(this.#factDrafts([seeded]), place.epoch, (fault) => {
      if (fault === undefined) this.#book = { ...this.#book, seeding: false }
      this.#ended(this.#judged(fault))
    })
  }

  #write(): void {
    const jobs = this.#jobs.take(this.#parts.bounds.entryBytes)
    const drafts = jobs.flatMap((job) => job.drafts)
    this.#commit(drafts, this.#book.place.epoch, (fault) => {
      const judged = this.#judged(fault)
      for (const job of jobs) job.done(fault)
      this.#ended(judged)
    })
  }

  #commit(drafts: readonly Draft[], of: Epoch, done: (fault: Fault | undefined) => void): void {
    commitEntry(this.#parts, this.#at(), { drafts, epoch: of }, (outcome) => {
      if (isFault(outcome)) return done(outcome)
      this.#book = { ...this.#book, place: outcome }
      done(undefined)
    })
  }

  /** After any failure the log is read first; one that another end was expected of is looked at at once. */
  #judged(fault: Fault | undefined): Fault | undefined {
    if (fault === undefined) {
      this.#tries = 0
      return undefined
    }
    this.#stale = true
    this.#uncertain = true
    return fault.code === 'SEQUENCE_EXPECTED' ? undefined : fault
  }

  #at(): WriteAt {
    const log = this.#log
    assert(log !== undefined, 'an open log')
    return { log, shard: this.shard, place: this.#book.place }
  }

  #factDrafts(facts: readonly Fact[]): readonly Draft[] {
    const hlc = this.#parts.stamp()
    return facts.map((fact) => factToDraft(fact, hlc))
  }
}

const unanswered = (shard: number): Fault =>
  new Fault(
    'UNREACHABLE',
    `the log of shard ${shard} does not answer: nothing is written until it does`,
  )
