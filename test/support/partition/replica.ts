// A replica as the way up sees it: an owner of nodes' journals that writes into the shards' logs.
import { openDoor } from '../../../bus/door.ts'
import { openJournal } from '../../../bus/journal/open-journal.ts'
import type { OpenedJournal } from '../../../bus/journal/parts.ts'
import type { Draft, Journal } from '../../../bus/journal.ts'
import type { DraftSink } from '../../../bus/journal-facts.ts'
import type { Log } from '../../../bus/log.ts'
import { shardBounds } from '../../../bus/shards/shard-parts.ts'
import type { ShardBook } from '../../../bus/shards/shard-book.ts'
import { readBooks, Shards } from '../../../bus/shards/shards.ts'
import { createStamps } from '../../../bus/stamps.ts'
import { openOwner } from '../../../bus/up/owner.ts'
import type { Owner } from '../../../bus/up/owner.ts'
import { isCloud, placeTaken } from '../../../bus/up/taken.ts'
import { encodeDown } from '../../../schemas/down.ts'
import type { Applied, Want } from '../../../schemas/down.ts'
import type { Envelope } from '../../../schemas/envelope.ts'
import { sealSigned } from '../../../schemas/signed.ts'
import type { SimDisk } from '../../../sim/disk/disk.ts'
import type { KeyOffice } from '../../../sim/keys.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import { shardOf } from '../../../src/kernel/hash.ts'
import { producerId } from '../../../src/kernel/ids.ts'
import type { Random } from '../../../src/kernel/random.ts'
import { whole } from '../../conformance/disk.ts'
import type { Drive } from '../../conformance/disk.ts'
import type { Killable } from './ground.ts'

/** What a replica is begun on. */
export interface ReplicaParts {
  readonly name: string
  /** How many shards there are. */
  readonly count: number
  readonly process: Killable
  readonly disk: SimDisk
  readonly random: Random
  readonly office: KeyOffice
  readonly openLog: (shard: number, done: (outcome: Log | Fault) => void) => void
  /** Says a signed answer to a node. */
  readonly say: (node: string, bytes: Uint8Array) => void
}

/** A running replica. */
export interface Replica {
  readonly name: string
  readonly journal: Journal
  readonly owner: Owner
  readonly shards: Shards
}

/** The key of all replicas. */
export const cloudKeys = (office: KeyOffice) => office.keyringOf('cloud')

/** The shard of a node: each is a site of its own. */
export const shardOfNode = (node: string, count: number): number => shardOf(node, count)

/** The node of which a fact tells. */
function nodeIn({ producer, key }: Pick<Envelope, 'producer' | 'key'>): string | undefined {
  return /node\/([^/]+)/.exec(isCloud(producer) ? key : producer)?.[1]
}

/** Opens the journal and the owner over it, then follows the logs. */
export async function beginReplica(drive: Drive, parts: ReplicaParts): Promise<Replica> {
  const { name, count, process, disk, office } = parts
  const { clock } = process
  const keyring = cloudKeys(office)
  const producer = producerId(`cloud/${name}`)
  const { journal } = whole(
    await drive<OpenedJournal | Fault>((done) =>
      openJournal({ producer, hash: keyring.hash, clock, ...disk.mount(clock) }, done),
    ),
  )
  const stamp = createStamps(clock.wall).next
  const books = whole(
    await drive<readonly ShardBook[] | Fault>((done) => readBooks({ journal }, count, done)),
  )
  const learn = (envelope: Envelope): void => {
    const place = isCloud(envelope.producer) ? placeTaken(envelope) : undefined
    if (place !== undefined) owner.learn(place)
  }
  const shards = new Shards(
    {
      replica: name,
      clock,
      random: parts.random,
      signer: { producer, keyring },
      stamp,
      journal,
      openLog: parts.openLog,
      shardOf: (envelope) => {
        const node = nodeIn(envelope)
        return node === undefined ? undefined : shardOfNode(node, count)
      },
      tells: {
        took: (items) => items.forEach(({ envelope }) => learn(envelope)),
        wrote: () => undefined,
        changed: () => undefined,
        news: () => undefined,
      },
      bounds: { ...shardBounds, seedBytes: 65_536 },
    },
    books,
  )
  const owner: Owner = whole(
    await drive<Owner | Fault>((done) =>
      openOwner(
        {
          journal,
          sink: intoShards(shards, count),
          keyring,
          stamp,
          door: openDoor(() => undefined, clock.mono),
          keyOf: (of) => office.keyringOf(of).publicKeys.sign,
          say: (down) => parts.say(nodeOf(down), signedDown(parts, down)),
          took: () => undefined,
        },
        done,
      ),
    ),
  )
  shards.lookEvery(400)
  return { name, journal, owner, shards }
}

const nodeOf = ({ producer }: Applied | Want): string => producer.slice('node/'.length)

function signedDown({ name, office }: ReplicaParts, down: Applied | Want): Uint8Array {
  const as = { context: 'down', signer: `cloud/${name}` } as const
  return sealSigned(as, encodeDown(down), cloudKeys(office).sign)
}

function intoShards(shards: Shards, count: number): DraftSink {
  const of = (producer: string): number => shardOfNode(producer.slice('node/'.length), count)
  return {
    owns: (producer) => shards.owns(of(producer)),
    append: (producer, drafts: readonly Draft[], done) => shards.append(of(producer), drafts, done),
  }
}
