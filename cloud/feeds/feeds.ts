// The feeds of one replica: Kubernetes in at one end, facts for the nodes out at the other.
import type { Cancel } from '../../bus/clock.ts'
import type { Door } from '../../bus/door.ts'
import { feedConfig } from '../../bus/feed/config.ts'
import type { FeedConfig } from '../../bus/feed/config.ts'
import { FeedDesk } from '../../bus/feed/desk.ts'
import { openFeedOwner } from '../../bus/feed/owner.ts'
import type { FeedOwner } from '../../bus/feed/owner.ts'
import type { Part } from '../../bus/lifecycle.ts'
import type { Store } from '../../bus/store.ts'
import { quietTap } from '../../bus/tap.ts'
import type { Tap } from '../../bus/tap.ts'
import { parseSubject, patternOf } from '../../schemas/subjects.ts'
import type { Fact } from '../../src/facts.ts'
import { shardOf } from '../../src/kernel/hash.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { NodeId, ProducerId } from '../../src/kernel/ids.ts'
import { usualKinds } from '../../src/mirror/kinds.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import { kindText } from '../../src/mirror/scope.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { CloudConfig } from '../config.ts'
import type { SayDown } from '../downlink.ts'
import type { CloudPorts } from '../ports.ts'
import { Followers } from './followers.ts'
import { liveFeed } from './live.ts'
import { Membership } from './membership.ts'
import { Reading } from './reading.ts'

/** What feeds are made with. */
export interface FeedsParts {
  readonly ports: CloudPorts
  readonly config: CloudConfig
  readonly producer: ProducerId
  readonly door: Door
  readonly say: SayDown
  /** Whether the scopes of a shard are owned here. */
  readonly isOurs: (shard: number) => boolean
  /** The key that a node must have signed with: pinned, and trusted still. */
  readonly keyOf: (node: NodeId) => Uint8Array | undefined
  /** What was stored of scopes was damaged: their feeds begin anew. */
  readonly began: (scopes: readonly Scope[], shardOf: (scope: Scope) => number) => void
}

/** A store that is open, and what works on it. */
interface Running {
  readonly store: Store
  readonly owner: FeedOwner
  readonly desk: FeedDesk
}

/** The feeds of the shards that are ours. */
export class Feeds {
  readonly #parts: FeedsParts
  readonly #quiet: Tap
  readonly #members: Membership
  readonly #reading: Reading | undefined
  readonly #followers: Followers
  readonly #kinds: readonly FeedKind[]
  readonly #bounds: FeedConfig
  #running: Running | undefined
  #stopped = false
  #cancels: Cancel[] = []

  constructor(parts: FeedsParts) {
    const { ports, config, say } = parts
    this.#parts = parts
    this.#quiet = quietTap(ports.tap, ports.clock.mono)
    this.#kinds = config.feeds?.kinds ?? usualKinds
    this.#bounds = { ...feedConfig, ...config.feeds?.bounds }
    this.#members = new Membership({
      changed: (scope) => this.#consider(scope),
      ends: (scope) => this.#running?.owner.disown(scope),
    })
    this.#followers = new Followers({
      clock: ports.clock,
      tellMs: this.#bounds.tellMs,
      scopesOf: (node) => this.#members.scopesOf(node),
      stateOf: (scope) => this.#running?.owner.stateOf(scope),
      say,
    })
    if (ports.kube !== undefined)
      this.#reading = new Reading({
        http: ports.kube,
        clock: ports.clock,
        random: ports.random.fork('feeds'),
        config: config.reflector,
        kinds: this.#kinds,
        placed: (placement) => this.#running?.owner.place(placement),
        complete: () => this.#completeAll(),
        broke: (kind, why) =>
          this.#quiet('warn', 'Kubernetes cannot be read for feeds', {
            kind: kindText(kind),
            why: why.message,
          }),
      })
  }

  /** Takes a fact of the cloud, live or replayed: whose feeds there are. */
  take(fact: Fact): void {
    this.#members.take(fact)
  }

  /** A Node as it is now; undefined when it was deleted. */
  node(name: NodeId, object: KubeObject | undefined): void {
    this.#reading?.node(name, object)
  }

  /** All Nodes have been told. */
  nodesRead(): void {
    this.#reading?.nodesRead()
  }

  /** Where nodes are in their feeds. */
  get followers(): Pick<Followers, 'hear' | 'statusOf'> {
    return this.#followers
  }

  /** A shard is ours from now on, or another's: its scopes are taken over, or given up. */
  shardChanged(shard: number): void {
    for (const scope of this.#members.scopes())
      if (this.#shardOf(scope) === shard) this.#consider(scope)
  }

  /** Opens the store, owns what there is, and serves it. */
  part(): Part {
    const { ports, config } = this.#parts
    return {
      name: 'feeds',
      start: (done) => {
        const pattern = patternOf('sync', config.cluster, {})
        this.#cancels = [
          ports.transport.subscribe(pattern, ({ subject, bytes }) => this.#asked(subject, bytes)),
        ]
        this.#open(done)
      },
      stop: (done) => {
        this.#stopped = true
        for (const cancel of this.#cancels) cancel()
        this.#reading?.stop()
        this.#close(done)
      },
    }
  }

  #open(done: (fault: Fault | undefined) => void): void {
    const { ports } = this.#parts
    ports.openFeeds((store) => {
      if (isFault(store)) return done(store)
      this.#openOwner(store, done)
    })
  }

  #openOwner(store: Store, done: (fault: Fault | undefined) => void): void {
    const { clock, keyring } = this.#parts.ports
    const sealed = new Set(this.#kinds.filter((kind) => kind.sealed).map(kindText))
    const parts = {
      store,
      clock,
      keyring,
      config: this.#bounds,
      isSealed: (key: ObjectKey) => sealed.has(kindText(key)),
      sealKeyOf: (scope: Scope) => this.#members.sealKeyOf(scope),
      stored: this.#live(),
      failed: (fault: Fault) => this.#failed(fault),
    }
    openFeedOwner(parts, (opened) => {
      if (isFault(opened)) return store.close(() => done(opened))
      const { owner, damaged } = opened
      if (damaged.length > 0) this.#parts.began(damaged, this.#shardOf)
      this.#running = { store, owner, desk: this.#deskOver(store, owner) }
      this.#begin(owner)
      done(undefined)
    })
  }

  #begin(owner: FeedOwner): void {
    const scopes = new Set(this.#members.scopes())
    // What is stored of shards that are not ours yet stays: after a restart they may be ours again in a moment.
    for (const scope of owner.known()) if (!scopes.has(scope)) owner.disown(scope)
    for (const scope of scopes)
      if (this.#isOurs(scope)) {
        owner.own(scope)
        this.#fill(scope)
      }
    const { clock } = this.#parts.ports
    const sweep = (): void => {
      if (this.#running?.owner !== owner) return
      owner.sweep()
      this.#cancels.push(clock.after(this.#bounds.sweepMs, sweep))
    }
    sweep()
  }

  #live() {
    const { ports, config, producer } = this.#parts
    return liveFeed({
      ...ports,
      cluster: config.cluster,
      producer,
      liveBytes: this.#bounds.liveBytes,
      shardOf: this.#shardOf,
    })
  }

  #deskOver(store: Store, owner: FeedOwner): FeedDesk {
    const { ports, door, say } = this.#parts
    return new FeedDesk({
      clock: ports.clock,
      keyring: ports.keyring,
      config: this.#bounds,
      door,
      owner,
      store,
      payloadBytesMax: ports.transport.supports.payloadBytesMax,
      keyOf: this.#parts.keyOf,
      mayFollow: (node, scope) => this.#members.scopesOf(node).includes(scope),
      say,
      damaged: (scope) => {
        this.#parts.began([scope], this.#shardOf)
        owner.renew(scope)
        this.#place(scope)
      },
    })
  }

  #asked(subject: string, bytes: Uint8Array): void {
    const said = parseSubject(subject)
    if (isFault(said) || said.family !== 'sync')
      return this.#parts.door.refuse('question on a wrong subject')
    this.#running?.desk.hear(said.node as NodeId, bytes)
  }

  #consider(scope: Scope): void {
    const owner = this.#running?.owner
    if (owner === undefined) return
    const isOwned = owner.stateOf(scope) !== undefined
    if (!this.#isOurs(scope)) return isOwned ? owner.disown(scope) : undefined
    if (!isOwned) owner.takeOver(scope)
    this.#fill(scope)
  }

  #fill(scope: Scope): void {
    this.#place(scope)
    this.#reading?.begin()
  }

  #isOurs(scope: Scope): boolean {
    return this.#parts.isOurs(this.#shardOf(scope))
  }

  /** `all` belongs to shard 0, everything else to the shard of its site. */
  readonly #shardOf = (scope: Scope): number => {
    const site = this.#members.siteOf(scope)
    return site === undefined ? 0 : shardOf(site, this.#parts.config.shards)
  }

  /** All that is in a scope now is placed; what is there already costs nothing. */
  #place(scope: Scope): void {
    const owner = this.#running?.owner
    const catalogue = this.#reading?.catalogue
    if (owner?.stateOf(scope) === undefined || catalogue === undefined) return
    for (const placement of catalogue.in(scope)) owner.place(placement)
    if (this.#reading?.isComplete === true)
      owner.complete(scope, (key) => catalogue.has(scope, key))
  }

  #completeAll(): void {
    for (const scope of this.#members.scopes()) this.#place(scope)
  }

  /** The store is opened again; what it lost is placed again. */
  #failed({ code, message }: Fault): void {
    this.#quiet('error', 'the store of feeds failed: it is opened again', { code, message })
    this.#close(() => this.#openLater())
  }

  #openLater(): void {
    const { clock } = this.#parts.ports
    this.#cancels.push(
      clock.after(this.#bounds.reopenMs, () => {
        if (this.#stopped) return
        this.#open((fault) => {
          if (fault !== undefined) this.#failed(fault)
        })
      }),
    )
  }

  #close(done: () => void): void {
    const running = this.#running
    this.#running = undefined
    if (running === undefined) return this.#parts.ports.clock.soon(done)
    running.desk.stop()
    running.owner.close()
    running.store.close(done)
  }
}
