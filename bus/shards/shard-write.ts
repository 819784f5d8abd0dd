// Writing into a shard's log: an entry of facts, kept in the own journal too, or seeds.
import type { ShardEntry } from '../../schemas/log-entry.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { sequence } from '../../src/kernel/ids.ts'
import type { Epoch } from '../../src/kernel/ids.ts'
import type { Draft } from '../journal.ts'
import type { Log } from '../log.ts'
import { countWithin } from './count-within.ts'
import { draftsOf, envelopesOf, itemsOf } from './items.ts'
import type { ShardPlace } from './items.ts'
import { markOf, signedEntry } from './shard-log.ts'
import type { ShardParts } from './shard-parts.ts'

/** Where an entry goes: after the last one that was read. */
export interface WriteAt {
  readonly log: Log
  readonly shard: number
  readonly place: ShardPlace
}

type WriteParts = Pick<ShardParts, 'signer' | 'replica' | 'journal' | 'stamp' | 'tells' | 'bounds'>

/** Into the log, then into the own journal: the place after both, or a fault. */
export function commitEntry(
  parts: WriteParts,
  at: WriteAt,
  { drafts, epoch }: { readonly drafts: readonly Draft[]; readonly epoch: Epoch },
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
    const place = { ...at.place, ...entry, epoch, upTo }
    journal.append(draftsOf(shard, items, place, stamp()), (outcome) => {
      if (isFault(outcome)) return done(outcome)
      // Whoever waits is answered first: the next entry is on its way while this one is told.
      done(place)
      tells.wrote(items)
    })
  })
}

/** Entries of seeds, one after the other: the place after the last. */
export function sowSeeds(
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
  done: (outcome: Pick<ShardPlace, 'at' | 'mark'> | Fault) => void,
): void {
  const bytes = signedEntry(signer, { ...as, shard, writer: replica })
  log.append(bytes, place.at, (at) => done(isFault(at) ? at : { at, mark: markOf(signer, bytes) }))
}
