// The paths of a node to the cloud: the direct one while it works, else one through a peer; and its help for peers.
import { encodeCarried } from '../schemas/carried.ts'
import type { CarriedFamily } from '../schemas/carried.ts'
import { sealSigned } from '../schemas/signed.ts'
import { carriedTopic, subjectOf } from '../schemas/subjects.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { producerOf } from './producer.ts'
import { Relay, type RelayParts } from './relay.ts'
import { RelayChoice, type Candidates } from './relay-choice.ts'
import type { EdgeConfig } from './config.ts'
import type { EdgePorts } from './ports.ts'
import type { SendUp } from './send-up.ts'

/** What the paths stand on. */
export interface PathsParts extends Omit<RelayParts, 'ports' | 'config'> {
  readonly ports: EdgePorts
  readonly config: EdgeConfig
  /** Who may relay for this node. */
  readonly relays: () => Candidates
  /** Whether facts wait to be taken by the cloud. */
  readonly waiting: () => boolean
  /** The node's next beat for a relay. */
  readonly beatThrough: (relay: NodeId) => Uint8Array | undefined
  /** Says something on the node's own broker. */
  readonly say: (subject: string, bytes: Uint8Array) => void
}

/** A relay through which no beat was answered for so many of them is given up. */
const patienceBeats = 3
/** Nor is one kept that carries beats and nothing else: while facts wait, some are taken within so many silences. */
const progressSilences = 2

/** The paths. */
export class Paths {
  /** This node's help for others. */
  readonly relay: Relay
  readonly #parts: PathsParts
  readonly #choice: RelayChoice
  /** Found without a link at the last beat. */
  #unlinked = false

  constructor(parts: PathsParts) {
    const { ports, config } = parts
    this.#parts = parts
    this.relay = new Relay(parts)
    const { beatMs, silenceMs } = config.health
    const patience = { beatMs: patienceBeats * beatMs, progressMs: progressSilences * silenceMs }
    this.#choice = new RelayChoice(patience, ports.random.fork('relay'))
  }

  /** Each beat: a node without a link for two of them beats through a peer. */
  beat(): void {
    const { ports, linked, relays, waiting, beatThrough } = this.#parts
    const unlinkedBefore = this.#unlinked
    this.#unlinked = !linked()
    if (!this.#unlinked) return this.#choice.rest()
    if (!unlinkedBefore) return
    const now = ports.clock.mono()
    this.#choice.waits(waiting(), now)
    const relay = this.#choice.next(relays(), now)
    const beat = relay === undefined ? undefined : beatThrough(relay)
    if (relay === undefined || beat === undefined) return
    const as = { context: 'beat', signer: producerOf(this.#parts.config.node) } as const
    this.#carry(relay, 'beat', sealSigned(as, beat, ports.keyring.sign))
  }

  /** The cloud answered a beat that a peer relayed. */
  helped(relay: NodeId): void {
    this.#choice.helped(relay, this.#parts.ports.clock.mono())
  }

  /** The cloud has taken more facts than before. */
  progressed(): void {
    this.#choice.progressed()
  }

  /** Sends on the direct path when there is a link, or no peer to try. */
  readonly send: SendUp = (family, bytes) => {
    const { ports, config, linked, shard } = this.#parts
    const { chosen } = this.#choice
    if (!linked() && chosen !== undefined) return this.#carry(chosen, family, bytes)
    const tokens = { shard: String(shard()), node: config.node }
    ports.transport.publish(subjectOf(family, config.cluster, tokens), bytes)
  }

  stop(): void {
    this.relay.stop()
  }

  #carry(relay: NodeId, family: CarriedFamily, payload: Uint8Array): void {
    const { config, site, say } = this.#parts
    const tokens = { site: site(), node: config.node, topic: carriedTopic(relay) }
    say(subjectOf('peer', config.cluster, tokens), encodeCarried({ family, payload }))
  }
}
