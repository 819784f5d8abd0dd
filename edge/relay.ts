// A node as relay: it hands on what peers without a link give it for the cloud, and brings them the answers and what their feeds tell.
//
// It reads nothing: batches, answers and facts of feeds are signed, and go on untouched. It may be asked for too much, so everything is
// bounded by peer, and it helps only while it has a link of its own.
import type { Cancel } from '../bus/clock.ts'
import type { Door } from '../bus/door.ts'
import { decodeCarried } from '../schemas/carried.ts'
import type { CarriedFamily } from '../schemas/carried.ts'
import { limits } from '../schemas/limits.ts'
import { patternOf, peerTopics, subjectOf } from '../schemas/subjects.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { MonoMs } from '../src/kernel/time.ts'
import { nodeScope, siteScope, type Scope } from '../src/mirror/scope.ts'
import type { EdgeConfig } from './config.ts'
import { FairQueue } from './fair-queue.ts'
import type { EdgePorts } from './ports.ts'

/** What a relay stands on. */
export interface RelayParts {
  readonly ports: Pick<EdgePorts, 'clock' | 'transport'>
  readonly config: Pick<EdgeConfig, 'cluster' | 'health'>
  readonly door: Door
  readonly linked: () => boolean
  /** The shard of the site, which is the peers' as well. */
  readonly shard: () => number
  /** The name of the site, under which all speak on the LAN. */
  readonly site: () => string
  /** Says something on the broker of a peer. */
  readonly sayAt: (node: NodeId, subject: string, bytes: Uint8Array) => void
  /** A beat of a peer came that was not relayed before: it is not to wait for this node's next one. */
  readonly began: () => void
}

/** So much of one peer may wait; what does not fit its uplink sends again. */
const queueBounds = { bytesMax: 1_048_576, messagesMax: 64 }

interface Relayed {
  heardAt: MonoMs
  /** Its newest beat that has not ridden yet. */
  beat: Uint8Array | undefined
  /** Bytes of its feeds that were brought since a beat rode. */
  liveBytes: number
  readonly deaf: readonly Cancel[]
}

/** So much of its feeds is brought to a peer between two of its beats; the rest it asks for. */
const liveBytesMax = 262_144

/** Relays for whoever asked within the silence. */
export class Relay {
  readonly #parts: RelayParts
  readonly #relayed = new Map<NodeId, Relayed>()
  readonly #queue: FairQueue

  constructor(parts: RelayParts) {
    const { transport } = parts.ports
    this.#parts = parts
    this.#queue = new FairQueue(queueBounds, ({ subject, bytes }, done) =>
      transport.publish(subject, bytes, done),
    )
  }

  /** Takes what a peer handed over on its own broker. */
  hear(node: NodeId, bytes: Uint8Array): void {
    const { linked, door } = this.#parts
    if (!linked()) return
    const carried = decodeCarried(bytes)
    if (isFault(carried))
      return door.refuse('message to carry unreadable', { node, code: carried.code })
    const { family, payload } = carried
    const known = this.#relayed.get(node)
    const relayed = known ?? this.#begin(node)
    if (relayed === undefined) return door.refuse('peer beyond those relayed for', { node })
    relayed.heardAt = this.#now()
    if (family !== 'beat') return this.#carry(node, family, payload)
    if (payload.length > limits.relayedBeatBytes)
      return door.refuse('beat too large to relay', { node })
    relayed.beat = payload
    if (known === undefined) this.#parts.began()
  }

  /** The beats that ride in this node's next one, each once. */
  beats(): readonly Uint8Array[] {
    this.#sweep()
    return [...this.#relayed.values()].flatMap((relayed) => {
      const { beat } = relayed
      relayed.beat = undefined
      relayed.liveBytes = 0
      return beat === undefined ? [] : [beat]
    })
  }

  stop(): void {
    for (const node of [...this.#relayed.keys()]) this.#end(node)
    this.#queue.clear()
  }

  #begin(node: NodeId): Relayed | undefined {
    const { ports, config, site } = this.#parts
    if (this.#relayed.size >= limits.relayedBeats) return undefined
    const { cluster } = config
    const answers = subjectOf('down', cluster, { node })
    const scopes: readonly Scope[] = ['all', siteScope(site()), nodeScope(node)]
    const deaf = [
      ports.transport.subscribe(answers, ({ bytes }) => this.#bring(node, 'down', bytes)),
      ...scopes.map((scope) =>
        ports.transport.subscribe(patternOf('feed', cluster, { scope }), ({ bytes }) =>
          this.#bringLive(node, bytes),
        ),
      ),
    ]
    const relayed: Relayed = { heardAt: this.#now(), beat: undefined, liveBytes: 0, deaf }
    this.#relayed.set(node, relayed)
    return relayed
  }

  #bring(node: NodeId, topic: 'down' | 'feed', bytes: Uint8Array): void {
    const { config, site, sayAt } = this.#parts
    const onLan = { site: site(), node, topic: peerTopics[topic] }
    sayAt(node, subjectOf('peer', config.cluster, onLan), bytes)
  }

  #bringLive(node: NodeId, bytes: Uint8Array): void {
    const relayed = this.#relayed.get(node)
    if (relayed === undefined || relayed.liveBytes + bytes.length > liveBytesMax) return
    relayed.liveBytes += bytes.length
    this.#bring(node, 'feed', bytes)
  }

  #carry(node: NodeId, family: Exclude<CarriedFamily, 'beat'>, bytes: Uint8Array): void {
    const shard = String(this.#parts.shard())
    const subject = subjectOf(family, this.#parts.config.cluster, { shard, node })
    if (!this.#queue.put(node, { subject, bytes }))
      this.#parts.door.refuse('message to carry beyond bounds', { node })
  }

  /** Who has fallen silent is linked again or has another relay; without a link of its own a relay is none. */
  #sweep(): void {
    if (!this.#parts.linked()) return this.stop()
    const { silenceMs } = this.#parts.config.health
    for (const [node, { heardAt }] of this.#relayed)
      if (this.#now() - heardAt >= silenceMs) this.#end(node)
  }

  #end(node: NodeId): void {
    for (const deafen of this.#relayed.get(node)?.deaf ?? []) deafen()
    this.#relayed.delete(node)
    this.#queue.drop(node)
  }

  #now(): MonoMs {
    return this.#parts.ports.clock.mono()
  }
}
