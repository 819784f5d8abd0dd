// Edges that write facts, replicas that take them, and a ledger that decides whether both sides are equal in the end.
import type { Clock } from '../../../bus/clock.ts'
import type { Log } from '../../../bus/log.ts'
import type { UplinkBounds } from '../../../bus/up/uplink-parts.ts'
import { createSimDisk } from '../../../sim/disk/disk.ts'
import type { SimDisk } from '../../../sim/disk/disk.ts'
import { createKeyOffice } from '../../../sim/keys.ts'
import type { KeyOffice } from '../../../sim/keys.ts'
import { sameBytes } from '../../../src/kernel/chain.ts'
import { lanes } from '../../../src/facts.ts'
import type { Lane } from '../../../src/facts.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import type { Fault } from '../../../src/kernel/fault.ts'
import { producerId } from '../../../src/kernel/ids.ts'
import { random } from '../../../src/kernel/random.ts'
import type { Random } from '../../../src/kernel/random.ts'
import { draft, sha256 } from '../journal.ts'
import { beginEdge } from './edge.ts'
import type { Edge } from './edge.ts'
import type { Ground, Killable } from './ground.ts'
import {
  demandKept,
  emptyLedger,
  hashOf,
  heldByEdge,
  heldByReplica,
  identityOf,
  isOfNode,
  noteApplied,
} from './ledger.ts'
import type { Held, Ledger } from './ledger.ts'
import { beginReplica } from './replica.ts'
import type { Replica } from './replica.ts'
import type { Wire } from './wire.ts'

/** The logs as one process of a replica opens them. */
export interface LogsOf {
  readonly open: (shard: number, done: (outcome: Log | Fault) => void) => void
  readonly close: () => void
}

/** What a world is made of. */
export interface WorldParts {
  readonly ground: Ground
  readonly seed: string
  readonly edges: number
  readonly replicas: readonly string[]
  readonly shards: number
  readonly wire: Wire
  readonly logsOf: (replica: string, clock: Clock) => LogsOf
  readonly bounds: Partial<UplinkBounds>
  /** A write takes up to so long. */
  readonly diskMs: number
}

interface Life<T> {
  readonly it: T
  readonly process: Killable
  readonly close: () => void
}

/** How a process ends: killed, or with the power of its machine. */
export type End = 'kill' | 'crash'

/** Edges and replicas by name, each running or not. */
export class PartitionWorld {
  readonly ledger: Ledger = emptyLedger()
  readonly nodes: readonly string[]
  readonly names: readonly string[]
  readonly #parts: WorldParts
  readonly #office: KeyOffice
  readonly #chance: Random
  readonly #disks = new Map<string, SimDisk>()
  readonly #edges = new Map<string, Life<Edge>>()
  readonly #replicas = new Map<string, Life<Replica>>()
  #next = 1
  #lives = 0
  /** What an uplink told that must not happen here: edges keep their disks, and each runs once. */
  #wrong: string | undefined

  constructor(parts: WorldParts) {
    this.#parts = parts
    this.#office = createKeyOffice(sha256, parts.seed)
    this.#chance = random(`${parts.seed}/world`)
    this.nodes = Array.from({ length: parts.edges }, (_, n) => `e${n}`)
    this.names = parts.replicas
  }

  /** The running replicas. */
  get replicas(): readonly Replica[] {
    return [...this.#replicas.values()].map(({ it }) => it)
  }

  isRunning(name: string): boolean {
    return this.#edges.has(name) || this.#replicas.has(name)
  }

  async startEdge(node: string): Promise<void> {
    const { ground, wire, bounds } = this.#parts
    const process = ground.spawn()
    let edge: Edge | undefined
    const end = wire.edge(
      node,
      (bytes) => edge?.hear(bytes),
      () => edge?.uplink.linked(),
    )
    edge = await beginEdge(ground.drive, {
      node,
      process,
      disk: this.#diskOf(node),
      random: this.#ownChance(node),
      office: this.#office,
      bounds,
      send: end.send,
      applied: (claim) => noteApplied(this.ledger, claim),
      told: ({ kind }) => {
        if (kind === 'twin' || kind === 'renewed') this.#wrong ??= `${node} says ${kind}`
      },
    })
    this.#edges.set(node, { it: edge, process, close: end.close })
  }

  async startReplica(name: string): Promise<void> {
    const { ground, wire, shards, logsOf } = this.#parts
    const process = ground.spawn()
    const logs = logsOf(name, process.clock)
    let replica: Replica | undefined
    const end = wire.cloud(name, (bytes) => replica?.owner.hear(bytes))
    replica = await beginReplica(ground.drive, {
      name,
      count: shards,
      process,
      disk: this.#diskOf(name),
      random: this.#ownChance(name),
      office: this.#office,
      openLog: logs.open,
      say: end.say,
    })
    const close = (): void => {
      end.close()
      logs.close()
    }
    this.#replicas.set(name, { it: replica, process, close })
  }

  /** Starts all that do not run. */
  async startAll(): Promise<void> {
    for (const name of this.names) if (!this.isRunning(name)) await this.startReplica(name)
    for (const node of this.nodes) if (!this.isRunning(node)) await this.startEdge(node)
  }

  /** Ends a process; its disk is left as that end leaves it. */
  end(name: string, how: End): void {
    const life = this.#edges.get(name) ?? this.#replicas.get(name)
    if (life === undefined) return
    life.process.kill()
    life.close()
    this.#diskOf(name)[how]()
    this.#edges.delete(name)
    this.#replicas.delete(name)
  }

  stop(): void {
    for (const name of [...this.#edges.keys(), ...this.#replicas.keys()]) this.end(name, 'kill')
  }

  /** Appends facts at an edge; what its caller is told is written down. Says how many were asked for. */
  append(node: string, count: number): number {
    const edge = this.#edges.get(node)?.it
    if (edge === undefined) return 0
    const contents = Array.from({ length: count }, () => this.#next++)
    const drafts = contents.map((n) => draft(n, { lane: this.#laneOf(n), key: `fact/${n}` }))
    for (const n of contents) this.ledger.asked.add(n)
    edge.pending += 1
    edge.journal.append(drafts, (stored) => {
      edge.pending -= 1
      if (isFault(stored)) return
      const producer = producerId(`node/${node}`)
      for (const [at, fact] of stored.entries())
        this.ledger.acknowledged.set(identityOf({ ...fact, producer }), contents[at] ?? 0)
    })
    return count
  }

  /** Waits until everybody has taken everything; throws when that does not happen in time. */
  async calm(limitMs: number): Promise<void> {
    for (let ms = 0; this.#behind().length > 0; ms += 250) {
      if (ms > limitMs) throw new Error(`after ${ms} ms of calm: ${this.#behind().join(', ')}`)
      await this.#parts.ground.wait(250)
    }
  }

  /** What each replica holds of the cloud's own facts of a kind, by the replica's name. */
  async ownFacts(kind: string): Promise<ReadonlyMap<string, readonly Held[]>> {
    const found = new Map<string, readonly Held[]>()
    for (const { name, journal } of this.replicas) {
      const held = await heldByReplica(this.#parts.ground.drive, journal)
      found.set(
        name,
        held.filter(({ envelope }) => envelope.kind === kind),
      )
    }
    return found
  }

  /** Throws unless both sides are equal and every promise was kept; answers their common hash. */
  async judge(): Promise<string> {
    if (this.#wrong !== undefined) throw new Error(this.#wrong)
    const { drive } = this.#parts.ground
    const atEdges: Held[] = []
    for (const { it } of this.#edges.values())
      atEdges.push(...(await heldByEdge(drive, it.journal)))
    demandKept(this.ledger, atEdges)
    const ours = hashOf(atEdges)
    for (const { name, journal, owner } of this.replicas) {
      const taken = (await heldByReplica(drive, journal)).filter(isOfNode)
      demandKept(this.ledger, taken)
      if (hashOf(taken) !== ours) throw new Error(`${name} does not hold what the edges hold`)
      for (const { producer, lane, epoch, upTo } of this.ledger.applied.values()) {
        const now = owner.taken(producer, lane)
        if (now.epoch < epoch || now.upTo < upTo)
          throw new Error(`${producer} heard that ${lane} was taken to ${upTo}, ${name} says not`)
      }
    }
    const apart = this.#behind()
    if (apart.length > 0) throw new Error(apart.join(', '))
    return ours
  }

  /** What is not equal yet. */
  #behind(): readonly string[] {
    const lags = [...this.#edges].flatMap(([node, { it }]) => {
      const { pending, uplink } = it
      const isBehind = pending > 0 || uplink.lag > 0
      return isBehind ? [`${node} appends ${pending} times, lags by ${uplink.lag}`] : []
    })
    return lags.length > 0 ? lags : this.#apart()
  }

  /** Lanes whose end at the edge is not the end that a replica has taken. */
  #apart(): readonly string[] {
    return [...this.#edges].flatMap(([node, { it }]) =>
      lanes.flatMap((lane) => {
        const { epoch, last, chain } = it.journal.position(lane)
        const differ = this.replicas.filter(({ owner }) => {
          const taken = owner.taken(producerId(`node/${node}`), lane)
          const isSame =
            taken.epoch === epoch && taken.upTo === last && sameBytes(taken.chain, chain)
          return last > 0 && !isSame
        })
        return differ.map(({ name }) => `${lane} of ${node} differs from what ${name} took`)
      }),
    )
  }

  #laneOf(n: number): Lane {
    return n % 10 === 0 ? 'telemetry' : n % 10 < 3 ? 'audit' : 'state'
  }

  #diskOf(name: string): SimDisk {
    const known = this.#disks.get(name)
    if (known !== undefined) return known
    const disk = createSimDisk(this.#chance.fork(`disk of ${name}`))
    disk.mood.slowMs = this.#parts.diskMs
    this.#disks.set(name, disk)
    return disk
  }

  #ownChance(name: string): Random {
    return this.#chance.fork(`${name}/${this.#lives++}`)
  }
}
