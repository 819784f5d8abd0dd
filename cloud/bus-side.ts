// The cloud's side towards the bus: beats in, whether it is up, and durable facts out to integrators.
import type { Cancel } from '../bus/clock.ts'
import type { Door } from '../bus/door.ts'
import type { Journal } from '../bus/journal.ts'
import type { Part } from '../bus/lifecycle.ts'
import type { Stamps } from '../bus/stamps.ts'
import type { Link } from '../bus/transport.ts'
import type { Envelope } from '../schemas/envelope.ts'
import { nodeId } from '../src/kernel/ids.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import { openBeatDoor } from './beat-door.ts'
import { BeatReceipt } from './beat-receipt.ts'
import { publishEvents } from './cloud-events.ts'
import type { CloudConfig } from './config.ts'
import type { Core } from './core.ts'
import type { SayDown } from './downlink.ts'
import { hearingKey } from './fact-route.ts'
import type { Feeds } from './feeds/feeds.ts'
import type { KubeSide } from './kube-side.ts'
import { pinnedKeys } from './pinned-key.ts'
import type { ShardSide } from './shard-side.ts'
import type { CloudPorts } from './ports.ts'
import { UplinkDoor } from './uplink-door.ts'

/** What the bus is connected with. */
export interface BusSideParts {
  readonly ports: CloudPorts
  readonly config: CloudConfig
  readonly journal: Journal
  readonly stamps: Stamps
  readonly core: Core
  readonly feeds: Feeds
  readonly kube: KubeSide
  readonly shards: ShardSide
  readonly say: SayDown
  readonly door: Door
  /** Told of nodes' facts that were taken here. */
  readonly took: (facts: readonly Envelope[]) => void
}

/** The bus as one replica of the cloud uses it. */
export class BusSide {
  readonly beats: BeatReceipt
  readonly uplink: UplinkDoor
  readonly #parts: BusSideParts
  #link: Link = 'down'

  constructor(parts: BusSideParts) {
    const { ports, config, journal, stamps, core, feeds, kube, shards, say, door, took } = parts
    this.#parts = parts
    this.uplink = new UplinkDoor({
      clock: ports.clock,
      transport: ports.transport,
      cluster: config.cluster,
      journal,
      sink: shards.sink((node) => core.shardOf(nodeId(node))),
      keyring: ports.keyring,
      stamp: stamps.next,
      door,
      keyOf: pinnedKeys(core.hosts.introductions, config.trust),
      say,
      took,
    })
    this.beats = new BeatReceipt({
      hosts: core.hosts,
      keyring: ports.keyring,
      sites: core.sites,
      say,
      door,
      cloudKey: ports.keyring.publicKeys.sign,
      isKnown: (node) => kube.isKnown(node),
      decides: (node) => core.decides(node),
      equalFeeds: (beat) => feeds.followers.equal(beat),
      taken: (beat) => feeds.followers.hear(beat),
      mono: ports.clock.mono,
      silenceMs: config.health.silenceMs,
      trust: config.trust,
    })
  }

  link(): Link {
    return this.#link
  }

  /** A node that is forgotten leaves nothing behind. */
  forget(node: NodeId): void {
    this.beats.forget(node)
  }

  /** How many facts of a node's journal are not applied yet, by its last beat. */
  lagOf(node: NodeId): number {
    const said = this.beats.journalOf(node)
    return said === undefined ? 0 : this.uplink.lag(said)
  }

  /** Tells integrators of facts that this replica wrote. */
  publish(facts: readonly Envelope[]): void {
    const { ports, config } = this.#parts
    publishEvents(ports.transport, config.cluster, facts)
  }

  /** Listens; losing the bus stops new judgements, not the hold. */
  part(): Part {
    const { ports, config, door } = this.#parts
    const { transport, clock } = ports
    let cancels: readonly Cancel[] = []
    return {
      name: 'bus',
      start: (done) => {
        cancels = [
          openBeatDoor({
            transport,
            cluster: config.cluster,
            door,
            heard: (full) => this.beats.hear(full),
          }),
          transport.watch((link) => this.#watched(link)),
        ]
        this.uplink.open(done)
      },
      stop: (done) => {
        this.uplink.close()
        for (const cancel of cancels) cancel()
        clock.soon(done)
      },
    }
  }

  #watched(link: Link): void {
    const { ports, core } = this.#parts
    if (link !== this.#link) ports.tap(link === 'up' ? 'info' : 'warn', 'bus', { link })
    this.#link = link
    core.hosts.hearing.post(hearingKey, { kind: 'bus', up: link === 'up' })
  }
}
