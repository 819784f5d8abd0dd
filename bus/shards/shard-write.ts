// Writing into a shard's log: an entry of facts, kept in the own journal too, or seeds.
import { factToDraft } from '../../schemas/fact-codec.ts'
import type { ShardEntry } from '../../schemas/log-entry.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Epoch } from '../../src/kernel/ids.ts'
import type { LogSeeded } from '../../src/kernel/log-facts.ts'
import type { Draft } from '../journal.ts'
import type { Log } from '../log.ts'
import { countWithin } from './count-within.ts'
import { draftsOf, envelopesOf, itemsOf, marked, sizeOf } from './items.ts'
import type { Marks, ShardPlace } from './items.ts'
import type { Seeds } from './seeds.ts'
import { seedAt } from './shard-book.ts'
import { markOf, signedEntry } from './shard-log.ts'
import type { ShardParts } from './shard-parts.ts'

/** Where an entry goes: after the last one that was read. */
export interface WriteAt {
  readonly log: Log
  readonly shard: number
  readonly place: ShardPlace
}

type WriteParts = Pick<ShardParts, 'signer' | 'replica' | 'journal' | 'stamp' | 'tells' | 'bounds'>

/** What is committed; `sown` when it is the fact that ends a seed. */
export interface Commit {
  readonly drafts: readonly Draft[]
  readonly epoch: Epoch
  readonly sown?: LogSeeded
}

/** Into the log, then into the own journal: the place after both, or a fault. */
export function commitEntry(
  parts: WriteParts,
  at: WriteAt,
  { drafts, epoch, sown }: Commit,
  done: (outcome: ShardPlace | Fault) => void,
): void {
  const { journal, stamp, tells } = parts
  const { shard } = at
  const from = sequence(at.place.upTo + 1)
  const envelopes = envelopesOf(drafts, { shard, epoch, from })
  appendEntry(parts, at, { epoch, from, seed: false, envelopes }, (entry) => {
    if (isFault(entry)) return done(entry)
    const items = itemsOf(envelopes)
    const upTo = sequence(from + envelopes.length - 1)
    const place = seedAt({ ...at.place, ...entry, epoch, upTo }, sown)
    journal.append(draftsOf(shard, items, place, stamp()), (outcome) => {
      if (isFault(outcome)) return done(outcome)
      // Whoever waits is answered first: the next entry is on its way while this one is told.
      done(place)
      tells.wrote(items)
    })
  })
}

/** Tells the log the last fact per key of all that is known, then says so: the place after that. */
export function seedLog(
  parts: WriteParts,
  at: WriteAt,
  gathered: Pick<Seeds, 'gather'>,
  done: (outcome: ShardPlace | Fault) => void,
): void {
  const { shard } = at
  const first = at.place.at + 1
  gathered.gather((seeds) => {
    if (isFault(seeds)) return done(seeds)
    sowSeeds(parts, at, seeds, (place) => {
      if (isFault(place)) return done(place)
      const bytes = place.freshBytes - at.place.freshBytes
      const { replica } = parts
      const facts = seeds.length
      const sown: LogSeeded = { kind: 'log-seeded', shard, facts, replica, first, bytes }
      const drafts = [factToDraft(sown, parts.stamp())]
      commitEntry(parts, { ...at, place }, { drafts, epoch: place.epoch, sown }, done)
    })
  })
}

/** Entries of seeds, one after the other: the place after the last. */
function sowSeeds(
  parts: WriteParts,
  at: WriteAt,
  seeds: readonly Uint8Array[],
  done: (outcome: ShardPlace | Fault) => void,
): void {
  if (seeds.length === 0) return done(at.place)
  const { epoch, upTo: from } = at.place
  const count = countWithin(seeds, parts.bounds.entryBytes, (seed) => seed.length)
  const envelopes = seeds.slice(0, count)
  appendEntry(parts, at, { epoch, from, seed: true, envelopes }, (entry) => {
    if (isFault(entry)) return done(entry)
    sowSeeds(parts, { ...at, place: { ...at.place, ...entry } }, seeds.slice(count), done)
  })
}

function appendEntry(
  { signer, replica }: WriteParts,
  { log, shard, place }: WriteAt,
  as: Pick<ShardEntry, 'epoch' | 'from' | 'seed' | 'envelopes'>,
  done: (outcome: (Pick<ShardPlace, 'at' | 'freshBytes'> & Marks) | Fault) => void,
): void {
  const bytes = signedEntry(signer, { ...as, shard, writer: replica })
  const freshBytes = place.freshBytes + sizeOf(bytes)
  log.append(bytes, place.at, (at) =>
    done(isFault(at) ? at : { at, ...marked(place, markOf(signer, bytes)), freshBytes }),
  )
}
