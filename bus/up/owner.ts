// The owner: takes other producers' lanes into the cloud's journal, facts and position in one commit, and says so.
import type { Applied, Want } from '../../schemas/down.ts'
import type { Envelope } from '../../schemas/envelope.ts'
import { createLink } from '../../src/kernel/chain.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { ProducerId } from '../../src/kernel/ids.ts'
import type { Hlc } from '../../src/kernel/time.ts'
import type { Lane } from '../../src/facts.ts'
import type { Door } from '../door.ts'
import type { DraftSink } from '../journal-facts.ts'
import type { Journal, Stored } from '../journal.ts'
import { replayLane } from '../journal-replay.ts'
import type { Keyring } from '../keyring.ts'
import { OwnerLane } from './owner-lane.ts'
import { readSignedBatch } from './signed-batch.ts'
import { laneTaken, nothingTaken } from './taken.ts'
import type { LaneOf, PlaceTaken, Taken } from './taken.ts'

/** What an owner stands on. */
export interface OwnerParts {
  /** The cloud's own journal, from which is read how far every lane was taken. */
  readonly journal: Journal
  /** Where facts go, by their producer. */
  readonly sink: DraftSink
  readonly keyring: Pick<Keyring, 'hash' | 'verify'>
  readonly stamp: () => Hlc
  readonly door: Door
  /** A producer's pinned key; undefined for strangers. */
  readonly keyOf: (producer: ProducerId) => Uint8Array | undefined
  /** Says an answer to its producer; whoever carries it signs it as `down`. */
  readonly say: (down: Applied | Want) => void
  /** Facts that are durable now, in order, each once in the life of this process. */
  readonly took: (facts: readonly Envelope[]) => void
}

/** An open owner. */
export interface Owner {
  /** Takes in one signed batch, as bytes, from any path. */
  readonly hear: (bytes: Uint8Array) => void
  /** Learns how far another replica took a lane. */
  readonly learn: (place: PlaceTaken) => void
  /** How far a lane was taken. */
  readonly taken: (producer: ProducerId, lane: Lane) => Taken
}

/** Reads from the journal how far every lane was taken, then takes batches. */
export function openOwner(parts: OwnerParts, done: (outcome: Owner | Fault) => void): void {
  const found = new Map<string, Taken>()
  const take = (facts: readonly Stored[]): void => {
    for (const stored of facts) {
      const place = laneTaken(stored)
      if (place !== undefined) found.set(nameOf(place.of), place.taken)
    }
  }
  replayLane(parts.journal, 'state', take, (fault) => done(fault ?? ownerOver(parts, found)))
}

function ownerOver(parts: OwnerParts, found: ReadonlyMap<string, Taken>): Owner {
  const lanes = new Map<string, OwnerLane>()
  const laneParts = { ...parts, link: createLink(parts.keyring.hash) }
  const laneOf = (of: LaneOf): OwnerLane => {
    const name = nameOf(of)
    const known = lanes.get(name)
    if (known !== undefined) return known
    const { producer, lane } = of
    const opened = new OwnerLane({ producer, lane }, found.get(name), laneParts)
    lanes.set(name, opened)
    return opened
  }
  return {
    hear: (bytes) => hear(parts, bytes, laneOf),
    learn: ({ of, taken }) => laneOf(of).learn(taken),
    taken: (producer, lane) => {
      const name = nameOf({ producer, lane })
      return lanes.get(name)?.taken ?? found.get(name) ?? nothingTaken
    },
  }
}

const nameOf = ({ producer, lane }: LaneOf): string => `${lane}/${producer}`

function hear(parts: OwnerParts, bytes: Uint8Array, laneOf: (of: LaneOf) => OwnerLane): void {
  const read = readSignedBatch(bytes, parts)
  if (!isFault(read)) return parts.sink.owns(read.producer) ? laneOf(read).hear(read) : undefined
  const { code } = read
  parts.door.refuse(code === 'SIGNATURE_INVALID' ? 'batch refused' : 'batch unreadable', { code })
}
