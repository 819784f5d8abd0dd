// Where the nodes' journals come in: batches on `up.<shard>.<node>`, answered on `down.<node>`.
import type { Cancel, Clock } from '../bus/clock.ts'
import type { Door } from '../bus/door.ts'
import type { Journal } from '../bus/journal.ts'
import type { DraftSink } from '../bus/journal-facts.ts'
import type { Keyring } from '../bus/keyring.ts'
import type { Transport } from '../bus/transport.ts'
import { openOwner } from '../bus/up/owner.ts'
import type { Owner } from '../bus/up/owner.ts'
import { nothingTaken, placeTaken } from '../bus/up/taken.ts'
import type { LaneOf } from '../bus/up/taken.ts'
import type { Applied, Want } from '../schemas/down.ts'
import type { Envelope } from '../schemas/envelope.ts'
import { patternOf } from '../schemas/subjects.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { Fault } from '../src/kernel/fault.ts'
import { producerId } from '../src/kernel/ids.ts'
import type { ProducerId } from '../src/kernel/ids.ts'
import type { Hlc } from '../src/kernel/time.ts'
import { BatchesByHand } from './batches-by-hand.ts'
import type { HandAnswer } from './batches-by-hand.ts'
import type { JournalSaid } from './heard-nodes.ts'
import type { SayDown } from './downlink.ts'
import { nodeOf } from './pinned-key.ts'

/** What the door stands on. */
export interface UplinkDoorParts {
  readonly clock: Clock
  readonly transport: Transport
  readonly cluster: string
  readonly journal: Journal
  /** Where facts go, by their node. */
  readonly sink: DraftSink
  readonly keyring: Keyring
  readonly stamp: () => Hlc
  readonly door: Door
  /** A producer's pinned key; undefined for strangers. */
  readonly keyOf: (producer: ProducerId) => Uint8Array | undefined
  readonly say: SayDown
  /** Facts of nodes that are durable now, in order, each once in the life of this process. */
  readonly took: (facts: readonly Envelope[]) => void
}

/** The way up of all nodes. */
export class UplinkDoor {
  readonly #parts: UplinkDoorParts
  #owner: Owner | undefined
  #close: Cancel = () => {}
  readonly #byHand: BatchesByHand

  constructor(parts: UplinkDoorParts) {
    this.#parts = parts
    const hear = (bytes: Uint8Array) => this.#owner?.hear(bytes)
    const taken = ({ producer, lane }: LaneOf) => this.#owner?.taken(producer, lane) ?? nothingTaken
    const owns = (producer: ProducerId) => this.#sink().owns(producer)
    this.#byHand = new BatchesByHand({ ...parts, hear, taken, owns })
  }

  /** Takes one signed batch that was carried by hand. */
  takeByHand(bytes: Uint8Array, done: (outcome: HandAnswer | Fault) => void): void {
    this.#byHand.take(bytes, done)
  }

  /** Reads how far every lane was taken, then listens. */
  open(done: (fault: Fault | undefined) => void): void {
    const { journal, keyring, stamp, door, keyOf, say, took, transport, cluster } = this.#parts
    const answer = (down: Applied | Want) => {
      this.#byHand.answered(down)
      const node = nodeOf(down.producer)
      if (node !== undefined) say(node, down)
    }
    const ofNode = this.#sink()
    openOwner(
      { journal, sink: ofNode, keyring, stamp, door, keyOf, say: answer, took },
      (owner) => {
        if (isFault(owner)) return done(owner)
        this.#owner = owner
        const pattern = patternOf('up', cluster, {})
        this.#close = transport.subscribe(pattern, ({ bytes }) => owner.hear(bytes))
        done(undefined)
      },
    )
  }

  close(): void {
    this.#close()
  }

  /** Another replica wrote a fact: perhaps how far it took a lane. */
  learn(fact: Envelope): void {
    const place = placeTaken(fact)
    if (place !== undefined) this.#owner?.learn(place)
  }

  /** The sink of nodes, by the names of their journals. */
  #sink(): DraftSink {
    const { sink } = this.#parts
    return {
      owns: (producer) => sink.owns(nodeOf(producerId(producer)) ?? producer),
      append: (producer, drafts, done) =>
        sink.append(nodeOf(producerId(producer)) ?? producer, drafts, done),
    }
  }

  /** How many facts of its state lane a node has that are not applied yet. */
  lag({ node, stateEpoch, stateLast }: JournalSaid): number {
    const taken = this.#owner?.taken(producerId(`node/${node}`), 'state')
    return taken?.epoch === stateEpoch ? Math.max(0, stateLast - taken.upTo) : stateLast
  }
}
