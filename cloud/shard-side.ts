// The cloud's side towards its log: its own journal, or the logs of shards that several replicas share.
import type { Cancel } from '../bus/clock.ts'
import type { Door } from '../bus/door.ts'
import type { Draft, Journal } from '../bus/journal.ts'
import { intoJournal, type DraftSink } from '../bus/journal-facts.ts'
import type { Part } from '../bus/lifecycle.ts'
import type { Item } from '../bus/shards/items.ts'
import {
  shardBounds,
  type ShardHold,
  type ShardParts,
  type ShardTells,
} from '../bus/shards/shard-parts.ts'
import { readBooks, Shards } from '../bus/shards/shards.ts'
import type { Stamps } from '../bus/stamps.ts'
import { quietTap, type Tap } from '../bus/tap.ts'
import type { Envelope } from '../schemas/envelope.ts'
import { appendsPattern, shardOfAppend } from '../schemas/log-names.ts'
import { Fault, isFault } from '../src/kernel/fault.ts'
import { producerOf } from './cloud-journal.ts'
import type { CloudConfig } from './config.ts'
import { keptFact } from './kept-fact.ts'
import type { CloudPorts } from './ports.ts'
import { Replicas } from './replicas.ts'

/** What the log is joined to. */
export interface ShardSideBase {
  readonly ports: CloudPorts
  readonly config: CloudConfig
  readonly journal: Journal
  readonly stamps: Stamps
  readonly door: Door
  /** Where the door for commands is, once it listens. */
  readonly listening: () => string
}

/** Who is told of facts. */
export interface ShardListener {
  /** Where a fact belongs; undefined for what no shard has. */
  readonly shardOf: (envelope: Envelope) => number | undefined
  /** Facts that others wrote, or that were not heard to be written; they are in the journal. */
  readonly took: (facts: readonly Envelope[]) => void
  /** Facts that this replica wrote. */
  readonly wrote: (facts: readonly Envelope[]) => void
  /** This replica holds a shard otherwise than before. */
  readonly changed: (shard: number, hold: ShardHold) => void
}

type OpenLog = NonNullable<CloudPorts['openLog']>

/** Before it is known whether the bus keeps logs, nothing is owned. */
type Mode =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'own'; readonly sink: DraftSink }
  | { readonly kind: 'shared'; readonly shards: Shards; readonly replicas: Replicas }

/** Where the durable facts of one replica go, and which of them are its own to write. */
export class ShardSide {
  readonly #base: ShardSideBase
  readonly #quiet: Tap
  #mode: Mode
  #cancels: Cancel[] = []
  #stopped = false

  constructor(base: ShardSideBase) {
    this.#base = base
    this.#quiet = quietTap(base.ports.tap, base.ports.clock.mono)
    this.#mode =
      base.ports.openLog === undefined
        ? { kind: 'own', sink: intoJournal(base.journal) }
        : { kind: 'unknown' }
  }

  /** Whether what this replica decides about a shard counts. */
  owns(shard: number): boolean {
    const mode = this.#mode
    return mode.kind === 'own' || (mode.kind === 'shared' && mode.shards.owns(shard))
  }

  /** How this replica holds a shard. */
  holdOf(shard: number): ShardHold {
    const mode = this.#mode
    if (mode.kind === 'shared') return mode.shards.holdOf(shard)
    return mode.kind === 'own' ? 'owned' : 'none'
  }

  /** Whether every shard's log was read as far as somebody owns it: then what others wrote is known here. */
  isRead(): boolean {
    const mode = this.#mode
    if (mode.kind !== 'shared') return mode.kind === 'own'
    const { shards } = this.#base.config
    return Array.from({ length: shards }, (_, shard) => mode.shards.ownerOf(shard)).every(
      (owner) => owner !== undefined,
    )
  }

  /** A sink for facts whose keys belong to shards. */
  sink(shardOf: (key: string) => number): DraftSink {
    return {
      owns: (key) => this.owns(shardOf(key)),
      append: (key, drafts, done) => this.append(shardOf(key), drafts, done),
    }
  }

  /** Who else there is, and what this one owns; undefined where there is only one. */
  replicas() {
    const mode = this.#mode
    if (mode.kind !== 'shared') return undefined
    return { present: mode.replicas.present(), owned: mode.shards.owned() }
  }

  /** The replica that decides about a shard, and where its door is. */
  ownerOf(
    shard: number,
  ): { readonly replica: string; readonly door: string | undefined } | undefined {
    const mode = this.#mode
    const replica = mode.kind === 'shared' ? mode.shards.ownerOf(shard) : undefined
    if (mode.kind !== 'shared' || replica === undefined) return undefined
    return { replica, door: mode.replicas.doorOf(replica) }
  }

  /** Finds out what the bus keeps, then follows and claims. */
  part(to: ShardListener): Part {
    const { clock, openLog } = this.#base.ports
    return {
      name: 'log',
      start: (done) => {
        if (openLog === undefined) this.#ownLog(to)
        else this.#findOut(openLog, to)
        clock.soon(() => done(undefined))
      },
      stop: (done) => this.#stop(done),
    }
  }

  /** Appends facts to a shard's log, or answers why not. */
  append(shard: number, drafts: readonly Draft[], done: (fault: Fault | undefined) => void): void {
    const mode = this.#mode
    if (mode.kind === 'own') return mode.sink.append('', drafts, done)
    if (mode.kind === 'shared') return mode.shards.append(shard, drafts, done)
    const fault = new Fault(
      'UNREACHABLE',
      'expected to know the log of the bus, it has not answered',
    )
    this.#base.ports.clock.soon(() => done(fault))
  }

  #ownLog(to: ShardListener): void {
    const { journal } = this.#base
    this.#mode = { kind: 'own', sink: intoJournal(journal) }
    this.#cancels.push(
      journal.listen((facts) => to.wrote(facts.flatMap((stored) => keptFact(stored) ?? []))),
    )
  }

  /** Asks for the first shard's log until the server has answered one way or the other. */
  #findOut(openLog: OpenLog, to: ShardListener): void {
    const { ports, config } = this.#base
    openLog(0, (log) => {
      if (this.#stopped) return isFault(log) ? undefined : log.close(() => {})
      if (!isFault(log)) return log.close(() => this.#share(openLog, to))
      if (log.code !== 'UNSUPPORTED') {
        ports.tap('debug', 'the log of the bus does not answer', { code: log.code })
        this.#cancels = [ports.clock.after(config.retry.maxMs, () => this.#findOut(openLog, to))]
        return
      }
      const todo = 'enable JetStream to run several replicas'
      ports.tap('warn', 'the bus keeps no logs: this replica is the only one', { todo })
      this.#ownLog(to)
      for (let shard = 0; shard < config.shards; shard++) to.changed(shard, 'owned')
    })
  }

  #share(openLog: OpenLog, to: ShardListener): void {
    const { journal, config } = this.#base
    readBooks({ journal }, config.shards, (books) => {
      if (isFault(books)) {
        this.#base.ports.tap('error', 'the journal cannot be read', { why: books.message })
        return
      }
      if (this.#stopped) return
      const shards = new Shards(this.#shardParts(openLog, to), books)
      const replicas = this.#circle(shards)
      this.#mode = { kind: 'shared', shards, replicas }
      this.#listen(shards)
      shards.lookEvery(config.replicas.silenceMs)
      replicas.start()
    })
  }

  #shardParts(openLog: OpenLog, to: ShardListener): ShardParts {
    const { ports, config, journal, stamps } = this.#base
    const { clock, random, keyring } = ports
    return {
      replica: config.replica,
      clock,
      random: random.fork('shards'),
      signer: { producer: producerOf(config.replica), keyring },
      stamp: stamps.next,
      journal,
      openLog,
      shardOf: to.shardOf,
      tells: this.#tells(to),
      bounds: { ...shardBounds, ...config.logs },
    }
  }

  #tells(to: ShardListener): ShardTells {
    const { tap } = this.#base.ports
    return {
      took: (items) => to.took(items.map(envelopeOf)),
      wrote: (items) => {
        const facts = items.map(envelopeOf)
        this.#sayLost(facts)
        to.wrote(facts)
      },
      changed: (shard, hold) => {
        tap('debug', 'shard', { shard, hold })
        to.changed(shard, hold)
      },
      news: (shard, news) => this.#quiet('warn', `log ${news.kind}`, { shard, ...news }),
    }
  }

  /** A bus that forgot is an operator's business: what to look at, once a minute at most. */
  #sayLost(facts: readonly Envelope[]): void {
    for (const { kind, key } of facts)
      if (kind === 'log-lost')
        this.#quiet('error', 'the bus lost logs; they are told again from this replica', { key })
  }

  #circle(shards: Shards): Replicas {
    const { ports, config, door, listening } = this.#base
    const { clock, transport, keyring, random } = ports
    return new Replicas({
      clock,
      transport,
      keyring,
      producer: producerOf(config.replica),
      cluster: config.cluster,
      replica: config.replica,
      run: String(random.fork('run').next()),
      door: listening,
      config: config.replicas,
      refusals: door,
      members: (replicas, certain) => shards.members(replicas, certain),
      twin: () =>
        this.#quiet('error', 'another replica runs under this name', {
          replica: config.replica,
          todo: 'give each replica a --replica name of its own',
        }),
    })
  }

  /** Whoever appends is heard by all: a word to look, not the fact itself. */
  #listen(shards: Shards): void {
    const { ports, config } = this.#base
    const pattern = appendsPattern('LOG', config.cluster)
    this.#cancels.push(
      ports.transport.subscribe(pattern, ({ subject }) => {
        const shard = shardOfAppend(subject)
        if (shard !== undefined) shards.wake(shard)
      }),
    )
  }

  #stop(done: () => void): void {
    this.#stopped = true
    for (const cancel of this.#cancels) cancel()
    const mode = this.#mode
    if (mode.kind !== 'shared') return this.#base.ports.clock.soon(done)
    mode.replicas.stop()
    mode.shards.close(done)
  }
}

const envelopeOf = ({ envelope }: Item): Envelope => envelope
