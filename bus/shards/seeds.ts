// What a shard's log is seeded with: the last fact per key of what came by it, from a replica's own journal.
import { decodeEnvelope } from '../../schemas/envelope.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import { lanes } from '../../src/facts.ts'
import type { Lane } from '../../src/facts.ts'
import { readTail, replayLane } from '../journal-replay.ts'
import type { Journal, Stored } from '../journal.ts'
import { factTaken } from '../up/taken.ts'
import { logOf } from './items.ts'
import type { ShardParts } from './shard-parts.ts'

/** What a journal says about itself or about logs is nobody else's. */
const ownKinds: ReadonlySet<string> = new Set([
  'epoch-began',
  'hole-found',
  'dropped',
  'shard-followed',
  'owner-began',
  'log-lost',
  'log-seeded',
])

/** A fact as others are told of it: what was taken, as it came. */
export interface Told {
  /** What is kept under it is the last of its kind. */
  readonly key: string
  readonly envelope: Envelope
  readonly bytes: Uint8Array
  /** The log that it came by; undefined for what was written before there were logs. */
  readonly log: string | undefined
}

/** Whether a fact is of a shard's log: it came by it, or, where it came by none, it belongs there. */
export const isOfLog = (
  { log, envelope }: Told,
  shard: number,
  { shardOf }: Pick<ShardParts, 'shardOf'>,
): boolean => (log === undefined ? shardOf(envelope) === shard : log === logOf(shard))

/** Gathers envelopes of one shard, the last of each key, in the order in which they became the last. */
export class Seeds {
  readonly #parts: SeedParts
  readonly #shard: number
  readonly #last = new Map<string, Uint8Array>()
  #reader: ToldReader

  constructor(parts: SeedParts, shard: number) {
    this.#parts = parts
    this.#shard = shard
    this.#reader = new ToldReader(parts.journal)
  }

  /** Reads what the journal has got since it was asked last; what takes long can be done before it has to be exact. */
  gather(done: (outcome: readonly Uint8Array[] | Fault) => void): void {
    const take = (fact: Told): void => {
      this.#last.delete(fact.key)
      if (isOfLog(fact, this.#shard, this.#parts)) this.#last.set(fact.key, fact.bytes)
    }
    this.#reader.readOn(take, (fault) => {
      // What was folded meanwhile is not read on from: all of it is read again.
      if (fault !== undefined) this.#reader = new ToldReader(this.#parts.journal)
      done(fault ?? [...this.#last.values()])
    })
  }
}

type SeedParts = Pick<ShardParts, 'journal' | 'shardOf'>

/** Reads all that a journal keeps and others may be told of, lane by lane, in order. */
export class ToldReader {
  readonly #journal: Journal
  readonly #read = new Map<Lane, Sequence>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** Hands over what was not read before. */
  readOn(each: (fact: Told) => void, done: (fault: Fault | undefined) => void): void {
    const next = ([lane, ...rest]: readonly Lane[]): void => {
      if (lane === undefined) return done(undefined)
      const then = (fault: Fault | undefined) => (fault === undefined ? next(rest) : done(fault))
      const take = (facts: readonly Stored[]) => this.#take(lane, facts, each)
      const after = this.#read.get(lane)
      if (after === undefined) replayLane(this.#journal, lane, take, then)
      else readTail(this.#journal, { lane, after }, take, then)
    }
    next(lanes)
  }

  #take(lane: Lane, facts: readonly Stored[], each: (fact: Told) => void): void {
    for (const stored of facts) {
      this.#read.set(lane, stored.seq)
      const fact = told(stored)
      if (fact !== undefined && !ownKinds.has(fact.envelope.kind)) each(fact)
    }
  }
}

function told(stored: Stored): Told | undefined {
  const outer = decodeEnvelope(stored.envelope)
  if (isFault(outer)) return undefined
  const key = `${stored.lane}/${outer.key}`
  if (outer.kind !== factTaken)
    return { key, envelope: outer, bytes: stored.envelope, log: undefined }
  const inner = decodeEnvelope(outer.body)
  return isFault(inner) ? undefined : { key, envelope: inner, bytes: outer.body, log: outer.cause }
}
