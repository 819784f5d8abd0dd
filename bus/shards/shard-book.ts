// What is known of a shard from its facts: how far it was read, who owns it, and whether its log is whole.
import { factFromEnvelope } from '../../schemas/fact-codec.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { epoch, sequence } from '../../src/kernel/ids.ts'
import type { Epoch } from '../../src/kernel/ids.ts'
import type { LogSeeded } from '../../src/kernel/log-facts.ts'
import type { Fact } from '../../src/facts.ts'
import type { ShardPlace } from './items.ts'
import type { Wanted } from './shard-parts.ts'

/** Who began to own a shard last, and in which epoch. */
export interface ShardOwner {
  readonly replica: string
  readonly epoch: Epoch
}

/** What a replica knows of a shard. */
export interface ShardBook {
  readonly place: ShardPlace
  readonly owner: ShardOwner | undefined
  /** An owner began to tell everything again and has not ended. */
  readonly seeding: boolean
  /** The entry at which the seeds began that were read last, without a break; 0 when the last entry was none. */
  readonly sowing: number
}

/** Nothing was read yet. */
export const emptyBook: ShardBook = {
  place: {
    incarnation: '',
    at: 0,
    mark: '',
    marks: [],
    ahead: [],
    epoch: epoch(0),
    upTo: sequence(0),
    bornAfter: epoch(0),
    seed: 0,
    seedBytes: 0,
    freshBytes: 0,
  },
  owner: undefined,
  seeding: false,
  sowing: 0,
}

/** The book after a fact; facts of other kinds change nothing. */
export function booked(book: ShardBook, fact: Fact, at: Epoch): ShardBook {
  switch (fact.kind) {
    case 'shard-followed': {
      const { incarnation, at: entry, mark, epoch: of, upTo } = fact
      const { marks = [], ahead = [], bornAfter = 0 } = fact
      const { seed = 0, seedBytes = 0, freshBytes = 0 } = fact
      const read = { incarnation, at: entry, mark, marks, ahead }
      const facts = { epoch: epoch(of), upTo: sequence(upTo), bornAfter: epoch(bornAfter) }
      const place = { ...read, ...facts, seed, seedBytes, freshBytes }
      return { ...book, place }
    }
    case 'owner-began':
      return { ...book, owner: { replica: fact.replica, epoch: at }, seeding: fact.seeding }
    case 'log-seeded':
      return { ...book, owner: ownerAfter(book, fact, at), seeding: false }
    default:
      return book
  }
}

/** Who wrote a seed owned the shard: `owner-began` may be forgotten. */
const ownerAfter = (
  { owner }: ShardBook,
  { replica }: LogSeeded,
  epoch: Epoch,
): ShardOwner | undefined =>
  replica === undefined || (owner?.epoch ?? 0) > epoch ? owner : { replica, epoch }

/** Whether a replica that wants a shard so much may claim it. */
export const mayClaim = (wanted: Wanted, replica: string, owner: ShardOwner | undefined): boolean =>
  wanted === 'yes' || (wanted === 'free' && (!owner || owner.replica === replica))

/** The place after the fact that ends a seed. */
export function seedAt(place: ShardPlace, sown: LogSeeded | undefined): ShardPlace {
  if (sown?.first === undefined) return place
  return { ...place, seed: sown.first, seedBytes: sown.bytes ?? 0, freshBytes: 0 }
}

/** The fact in an envelope if it is one about a shard's log. */
export function shardFact(
  envelope: Envelope,
): Extract<Fact, { readonly shard: number }> | undefined {
  const fact = factFromEnvelope(envelope)
  return isFault(fact) || fact.kind === 'unknown-fact' || !('shard' in fact) ? undefined : fact
}
