// Where the nodes' journals come in: batches on `up.<shard>.<node>`, answered on `down.<node>`.
import type { Cancel, Clock } from '../bus/clock.ts'
import type { Door } from '../bus/door.ts'
import type { Journal } from '../bus/journal.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { Transport } from '../bus/transport.ts'
import { openOwner } from '../bus/up/owner.ts'
import type { Owner } from '../bus/up/owner.ts'
import { nothingTaken } from '../bus/up/taken.ts'
import type { LaneOf } from '../bus/up/taken.ts'
import type { Applied, Want } from '../schemas/down.ts'
import { patternOf } from '../schemas/subjects.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { fromHex } from '../src/kernel/hex.ts'
import { nodeId, producerId } from '../src/kernel/ids.ts'
import type { NodeId, ProducerId } from '../src/kernel/ids.ts'
import type { Hlc } from '../src/kernel/time.ts'
import { BatchesByHand } from './batches-by-hand.ts'
import type { HandAnswer } from './batches-by-hand.ts'
import type { JournalSaid } from './beat-receipt.ts'
import type { SayDown } from './downlink.ts'
import type { IntroductionHost } from './hosts.ts'

/** What the door stands on. */
export interface UplinkDoorParts {
  readonly clock: Clock
  readonly transport: Transport
  readonly cluster: string
  readonly journal: Journal
  readonly keyring: Keyring
  readonly stamp: () => Hlc
  readonly door: Door
  readonly introductions: IntroductionHost
  readonly say: SayDown
}

/** The way up of all nodes. */
export class UplinkDoor {
  readonly #parts: UplinkDoorParts
  #owner: Owner | undefined
  #close: Cancel = () => {}
  readonly #byHand: BatchesByHand

  constructor(parts: UplinkDoorParts) {
    this.#parts = parts
    const keyOf = (producer: ProducerId) => this.#keyOf(producer)
    const hear = (bytes: Uint8Array) => this.#owner?.hear(bytes)
    const taken = ({ producer, lane }: LaneOf) => this.#owner?.taken(producer, lane) ?? nothingTaken
    this.#byHand = new BatchesByHand({ ...parts, keyOf, hear, taken })
  }

  /** Takes one signed batch that was carried by hand. */
  takeByHand(bytes: Uint8Array, done: (outcome: HandAnswer | Fault) => void): void {
    this.#byHand.take(bytes, done)
  }

  /** Reads how far every lane was taken, then listens. */
  open(done: (fault: Fault | undefined) => void): void {
    const { journal, keyring, stamp, door, say, transport, cluster } = this.#parts
    const keyOf = (producer: ProducerId) => this.#keyOf(producer)
    const answer = (down: Applied | Want) => {
      this.#byHand.answered(down)
      const node = nodeOf(down.producer)
      if (node !== undefined) say(node, down)
    }
    // Nothing follows from a fact of a node here yet; integrators hear of it from the journal.
    const took = () => {}
    openOwner({ journal, keyring, stamp, door, keyOf, say: answer, took }, (owner) => {
      if (isFault(owner)) return done(owner)
      this.#owner = owner
      const pattern = patternOf('up', cluster, {})
      this.#close = transport.subscribe(pattern, ({ bytes }) => owner.hear(bytes))
      done(undefined)
    })
  }

  close(): void {
    this.#close()
  }

  /** How many facts of its state lane a node has that are not applied yet. */
  lag({ node, stateEpoch, stateLast }: JournalSaid): number {
    const taken = this.#owner?.taken(producerId(`${prefix}${node}`), 'state')
    return taken?.epoch === stateEpoch ? Math.max(0, stateLast - taken.upTo) : stateLast
  }

  /** The key that was pinned when the node introduced itself. */
  #keyOf(producer: ProducerId): Uint8Array | undefined {
    const node = nodeOf(producer)
    if (node === undefined) return undefined
    const { introduced } = this.#parts.introductions.state(node).hard
    return introduced === undefined ? undefined : fromHex(introduced.signKey)
  }
}

const prefix = 'node/'

const nodeOf = (producer: ProducerId): NodeId | undefined =>
  producer.startsWith(prefix) ? nodeId(producer.slice(prefix.length)) : undefined
