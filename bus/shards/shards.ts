// All shards of one replica: which it owns, where its facts go, and which it is to own as replicas come and go.
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { ownerOf } from '../../src/kernel/hash.ts'
import type { Cancel } from '../clock.ts'
import type { Draft, Stored } from '../journal.ts'
import { replayLane } from '../journal-replay.ts'
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { factToDraft } from '../../schemas/fact-codec.ts'
import type { LostLog } from '../../src/kernel/log-facts.ts'
import { factTaken, takenFact } from '../up/taken.ts'
import { booked, emptyBook, shardFact } from './shard-book.ts'
import type { ShardBook } from './shard-book.ts'
import { Losses } from './losses.ts'
import type { ShardHold, ShardParts } from './shard-parts.ts'
import { Shard } from './shard.ts'

/** The shards of a replica. */
export class Shards {
  readonly #parts: ShardParts
  readonly #shards: readonly Shard[]
  readonly #losses: Losses
  #timer: Cancel | undefined

  /** Over what the journal said of each shard. */
  constructor(parts: ShardParts, books: readonly ShardBook[]) {
    this.#parts = parts
    const { clock, bounds } = parts
    const tell = (lost: readonly LostLog[], done: (fault: Fault | undefined) => void) =>
      this.#tellLost(lost, done)
    const allAnswer = () => this.#shards.every((shard) => shard.isRead())
    this.#losses = new Losses({ clock, quietMs: 2 * bounds.retryMaxMs, allAnswer, tell })
    const found = (lost: LostLog): void => this.#losses.found(lost)
    this.#shards = books.map((book, shard) => new Shard(shard, book, parts, found))
  }

  /** Whether what this replica decides about a shard counts. */
  owns(shard: number): boolean {
    return this.holdOf(shard) === 'owned'
  }

  /** How this replica holds a shard. */
  holdOf(shard: number): ShardHold {
    return this.#shards[shard]?.hold() ?? 'none'
  }

  /** The replica that began to own a shard last, as far as it was read. */
  ownerOf(shard: number): string | undefined {
    return this.#shards[shard]?.owner?.replica
  }

  /** How many shards this replica owns. */
  owned(): number {
    return this.#shards.filter((shard) => shard.hold() === 'owned').length
  }

  /** Appends all drafts together, or answers why not; CONFLICT while another replica owns the shard. */
  append(shard: number, drafts: readonly Draft[], done: (fault: Fault | undefined) => void): void {
    const one = this.#shards[shard]
    if (one !== undefined) return one.append(drafts, done)
    const fault = new Fault(
      'NOT_FOUND',
      `expected a shard below ${this.#shards.length}, got ${shard}`,
    )
    this.#parts.clock.soon(() => done(fault))
  }

  /** Sets who is there. Until that is certain, only what nobody else owned is claimed. */
  members(replicas: readonly string[], certain: boolean): void {
    for (const shard of this.#shards) {
      const isOurs = ownerOf(shard.shard, replicas) === this.#parts.replica
      if (certain) shard.want(isOurs ? 'yes' : 'no')
      else shard.want('free')
    }
  }

  /** Something was appended to a shard's log. */
  wake(shard: number): void {
    this.#shards[shard]?.wake()
  }

  /** Looks at every log at least this often: a word of an append may be missed, and a log may be lost. */
  lookEvery(periodMs: number): void {
    this.#timer = this.#parts.clock.after(periodMs, () => {
      for (const shard of this.#shards) shard.look()
      this.lookEvery(periodMs)
    })
  }

  /** One fact for all, in the first of their logs that is still ours. */
  #tellLost(lost: readonly LostLog[], done: (fault: Fault | undefined) => void): void {
    const { replica, stamp } = this.#parts
    const at = lost.find(({ shard }) => this.owns(shard)) ?? lost[0]
    if (at === undefined) return this.#parts.clock.soon(() => done(undefined))
    this.append(at.shard, [factToDraft({ kind: 'log-lost', replica, lost }, stamp())], done)
  }

  close(done: () => void): void {
    this.#timer?.()
    this.#losses.close()
    let open = this.#shards.length
    const closed = (): void => {
      open -= 1
      if (open === 0) done()
    }
    for (const shard of this.#shards) shard.close(closed)
  }
}

/** Reads from the journal what is known of each of `count` shards. */
export function readBooks(
  { journal }: Pick<ShardParts, 'journal'>,
  count: number,
  done: (outcome: readonly ShardBook[] | Fault) => void,
): void {
  const books = Array.from({ length: count }, () => emptyBook)
  const take = (facts: readonly Stored[]): void => {
    for (const stored of facts) note(books, stored)
  }
  replayLane(journal, 'state', take, (fault) => done(fault ?? books))
}

function note(books: ShardBook[], stored: Stored): void {
  const envelope = envelopeIn(stored)
  const fact = envelope === undefined ? undefined : shardFact(envelope)
  if (envelope === undefined || fact === undefined) return
  const book = books[fact.shard]
  if (book !== undefined) books[fact.shard] = booked(book, fact, envelope.epoch)
}

function envelopeIn(stored: Stored): Envelope | undefined {
  const outer = decodeEnvelope(stored.envelope)
  if (isFault(outer)) return undefined
  return outer.kind === factTaken ? takenFact(stored) : outer
}
