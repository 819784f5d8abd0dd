// One shard at one replica: it follows the shard's log, claims it when wanted, and writes while it is the owner.
//
// One step at a time, each ended by its callback: open the log, look (read what was appended), claim, seed, write. The
// log alone decides who owns: an append that expects another end than there is fails, and whoever failed looks first.
import { factToDraft } from '../../schemas/fact-codec.ts'
import { assert } from '../../src/kernel/assert.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { epoch, type Epoch } from '../../src/kernel/ids.ts'
import type { LostLog } from '../../src/kernel/log-facts.ts'
import type { Fact } from '../../src/facts.ts'
import { backoffMs } from '../backoff.ts'
import type { Cancel } from '../clock.ts'
import type { Draft } from '../journal.ts'
import type { Log, LogInfo } from '../log.ts'
import { mayClaim, type ShardBook, type ShardOwner } from './shard-book.ts'
import { Seeds } from './seeds.ts'
import { notOwner, unanswered } from './shard-faults.ts'
import { look, lostOf } from './shard-look.ts'
import { ShardJobs } from './shard-jobs.ts'
import type { ShardHold, ShardParts, Wanted } from './shard-parts.ts'
import { commitEntry, seedLog, type WriteAt } from './shard-write.ts'
import { isBeheaded, trimLog } from './trim.ts'
import { Upkeep } from './upkeep.ts'

/** One shard of one replica. */
export class Shard {
  readonly shard: number
  readonly #parts: ShardParts
  readonly #found: (lost: LostLog) => void
  #book: ShardBook
  #log: Log | undefined
  #wanted: Wanted = 'no'
  /** The epoch in which this process owns the shard; undefined while it does not. */
  #claimed: Epoch | undefined
  /** The last epoch that this process began in the log: others may have read what its own journal did not take. */
  #begun = epoch(0)
  /** Something may have been appended that was not read yet. */
  #stale = true
  /** The log was looked at just now: only then it is claimed, for its end alone does not tell it from another one. */
  #fresh = false
  /** An append of ours may have arrived or not. */
  #uncertain = false
  #lost: LostLog | undefined
  /** When it may be claimed again after another replica took it. */
  #notBefore = 0
  #busy = false
  #closed = false
  readonly #jobs: ShardJobs
  readonly #upkeep: Upkeep
  #told: ShardHold = 'none'
  #tries = 0
  #timer: Cancel | undefined

  /** `found` is told what was lost once it is told again. */
  constructor(shard: number, book: ShardBook, parts: ShardParts, found: (lost: LostLog) => void) {
    this.shard = shard
    this.#found = found
    this.#book = book
    this.#parts = parts
    this.#upkeep = new Upkeep(parts, shard)
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

  /** Whether the log was read to its end, as far as anybody knows. */
  isRead(): boolean {
    return !this.#stale && !this.#uncertain
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
    this.#jobs.add({ drafts, done }, this.hold() === 'owned' ? undefined : this.#refusal())
    this.#next()
  }

  close(done: () => void): void {
    this.#closed = true
    this.#timer?.()
    this.#jobs.fail(new Fault('CLOSED', `shard ${this.shard} was closed`))
    if (this.#log === undefined) this.#parts.clock.soon(done)
    else this.#log.close(done)
  }

  /** Why nothing can be appended now. */
  #refusal(): Fault {
    if (this.#claimed !== undefined && this.#uncertain) return unanswered(this.shard)
    return notOwner(this.shard, this.#parts.replica, this.#book.owner?.replica)
  }

  #next(): void {
    if (this.#busy || this.#closed || this.#timer !== undefined) return
    if (this.#log === undefined) return this.#step(() => this.#open())
    if (this.#stale) return this.#step(() => this.#look())
    if (this.#claimed === undefined) {
      if (this.#mayClaim()) this.#step(() => (this.#fresh ? this.#claim() : this.#look()))
      this.#fresh = false
    } else this.#own()
  }

  /** What an owner does next: tell the log what it must hold, let it forget, or write. */
  #own(): void {
    const { place, seeding } = this.#book
    const { gathered, ripe } = this.#upkeep
    if (seeding) this.#step(() => this.#seed(new Seeds(this.#parts, this.shard)))
    else if (gathered !== undefined) this.#step(() => this.#seed(gathered))
    else if (ripe > 0) this.#step(() => this.#trim(ripe))
    else if (!this.#jobs.isEmpty) this.#step(() => this.#write())
    this.#upkeep.gather(place, () => this.#next())
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
    if (++this.#tries > 1) this.#parts.tells.news(this.shard, { kind: 'stuck', fault })
    this.#wait()
  }

  #wait(): void {
    const { random, clock, bounds } = this.#parts
    const { retryMinMs: minMs, retryMaxMs: maxMs } = bounds
    this.#timer = clock.after(backoffMs(this.#tries, { minMs, maxMs }, random), () => {
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
    const { clock, replica } = this.#parts
    return clock.mono() >= this.#notBefore && mayClaim(this.#wanted, replica, this.#book.owner)
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
    const tells = {
      lost: (lost: LostLog) => {
        this.#lost ??= lost
        this.#upkeep.forget()
        this.#depose()
      },
      learned: (book: ShardBook) => this.#learn(book),
    }
    look(this.#parts, { ...this.#at(), book: this.#book }, tells, (info) => {
      if (!isFault(info)) this.#looked(info)
      this.#ended(isFault(info) ? info : undefined)
    })
  }

  /** What its owner alone can tell of a log: whether its beginning is as it must be. */
  #looked(info: LogInfo): void {
    const { place } = this.#book
    this.#stale = false
    this.#fresh = true
    this.#uncertain = false
    this.#tries = 0
    this.#upkeep.looked(place, info)
    if (this.#claimed === undefined || !isBeheaded(this.#book, info)) return
    this.#lost = lostOf(this.shard, place, info)
    this.#depose()
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
    this.#upkeep.sown()
    this.#jobs.fail(this.#refusal())
  }

  #claim(): void {
    const { replica, stamp } = this.#parts
    const { place, seeding: unseeded } = this.#book
    const seeding = unseeded || this.#lost !== undefined || place.upTo === 0
    const began: Fact = { kind: 'owner-began', shard: this.shard, replica, seeding }
    const to = epoch(Math.max(place.epoch, this.#begun) + 1)
    this.#begun = to
    this.#commit([factToDraft(began, stamp())], to, (fault) => {
      if (fault === undefined) {
        if (this.#lost !== undefined) this.#found(this.#lost)
        this.#lost = undefined
        this.#claimed = to
        this.#book = { ...this.#book, owner: { replica, epoch: to }, seeding }
      }
      this.#ended(this.#judged(fault))
    })
  }

  /** Tells the log all that is known, then says so. */
  #seed(seeds: Seeds): void {
    seedLog(this.#parts, this.#at(), seeds, (place) => {
      this.#upkeep.sown()
      if (!isFault(place)) this.#book = { ...this.#book, place, seeding: false }
      this.#ended(this.#judged(isFault(place) ? place : undefined))
    })
  }

  #trim(seed: number): void {
    trimLog(this.#parts, this.#at(), seed, (fault) => {
      this.#upkeep.trimmed()
      // Nothing depends on it: it is tried again after the next look, and nobody's facts wait.
      if (fault !== undefined) this.#parts.tells.news(this.shard, { kind: 'stuck', fault })
      this.#ended()
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
    if (fault === undefined) this.#tries = 0
    else this.#stale = this.#uncertain = true
    return fault?.code === 'SEQUENCE_EXPECTED' ? undefined : fault
  }

  #at(): WriteAt {
    const log = this.#log
    assert(log !== undefined, 'an open log')
    return { log, shard: this.shard, place: this.#book.place }
  }
}
