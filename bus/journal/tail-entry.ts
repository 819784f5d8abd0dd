// A record of the tail together with its place: name and value as the store gives them.
import type { Link } from '../../src/kernel/chain.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Sequence } from '../../src/kernel/ids.ts'
import type { Lane } from '../../src/facts.ts'
import type { Stored } from '../journal.ts'
import type { Entry } from '../store.ts'
import { tailSeq } from './names.ts'
import { readTail } from './record.ts'
import type { BaseRecord, TailRecord } from './record.ts'

/** A whole tail record and the sequences of its first and last fact. */
export interface TailEntry extends TailRecord {
  readonly first: Sequence
  readonly last: Sequence
}

/** Reads an entry of a lane's tail; undefined when it is damaged. */
export function readEntry(lane: Lane, entry: Entry): TailEntry | undefined {
  const first = tailSeq(lane, entry.key)
  const record = readTail(entry.value)
  if (first === undefined || record === undefined || record.envelopes.length === 0) return undefined
  const { epoch, chain, envelopes } = record
  return { epoch, chain, envelopes, first, last: sequence(first + envelopes.length - 1) }
}

/** The facts of an entry after `after`. */
export function storedOf(lane: Lane, entry: TailEntry, after: number): readonly Stored[] {
  const skip = Math.max(0, after + 1 - entry.first)
  return entry.envelopes.slice(skip).map((envelope, at) => {
    const seq = sequence(entry.first + skip + at)
    return { lane, epoch: entry.epoch, seq, envelope }
  })
}

/** The facts of an entry up to `upTo`, as the base keeps them. */
export const factsOf = (entry: TailEntry, upTo: number): readonly BaseRecord[] =>
  entry.envelopes.slice(0, Math.max(0, upTo - entry.first + 1)).map((envelope, at) => {
    return { epoch: entry.epoch, seq: sequence(entry.first + at), envelope }
  })

/** chain(at) for a sequence of the entry, `before` being the chain in front of it. */
export function chainWithin(
  entry: TailEntry,
  at: number,
  before: Uint8Array,
  link: Link,
): Uint8Array {
  if (at === entry.last) return entry.chain
  let chain = before
  for (let seq = entry.first as number; seq <= at; seq++)
    chain = link(chain, seq, entry.envelopes[seq - entry.first] ?? chain)
  return chain
}
