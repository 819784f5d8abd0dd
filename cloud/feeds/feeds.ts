// The feeds of one replica: Kubernetes in at one end, facts for the nodes out at the other.
import type { Cancel } from '../../bus/clock.ts'
import { feedConfig } from '../../bus/feed/config.ts'
import type { FeedOwner } from '../../bus/feed/owner.ts'
import type { ScopeState } from '../../bus/feed/scope-state.ts'
import type { Part } from '../../bus/lifecycle.ts'
import type { ShardHold } from '../../bus/shards/shard-parts.ts'
import { quietTap } from '../../bus/tap.ts'
import { parseSubject, patternOf } from '../../schemas/subjects.ts'
import type { Fact } from '../../src/facts.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { usualKinds } from '../../src/mirror/kinds.ts'
import { kindText } from '../../src/mirror/scope.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import { tellsOfKind } from '../../src/mirror/told-kind.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Move } from '../sites.ts'
import { FeedShards } from './feed-shards.ts'
import type { FeedsParts } from './feeds-parts.ts'
import { Followers } from './followers.ts'
import { Membership } from './membership.ts'
import { OpenFeeds } from './open-feeds.ts'
import { Reading } from './reading.ts'

/** The feeds of the shards that are ours. */
export class Feeds {
  readonly #parts: FeedsParts
  readonly #members: Membership
  readonly #store: OpenFeeds
  readonly #shards: FeedShards
  readonly #reading: Reading | undefined
  readonly #followers: Followers
  #deaf: Cancel = () => undefined

  constructor(parts: FeedsParts) {
    const { ports, config, say } = parts
    this.#parts = parts
    const tap = quietTap(ports.tap, ports.clock.mono)
    const kinds = config.feeds?.kinds ?? usualKinds
    const bounds = { ...feedConfig, ...config.feeds?.bounds }
    this.#members = new Membership({
      ...parts,
      changed: (scope) => this.#consider(scope),
      ends: (scope) => this.#store.owner?.disown(scope),
    })
    const siteOf = (scope: Scope) => this.#members.siteOf(scope)
    this.#shards = new FeedShards({ shards: config.shards, holdOf: parts.holdOf, siteOf })
    this.#store = new OpenFeeds({
      feeds: parts,
      kinds,
      bounds,
      members: this.#members,
      shards: this.#shards,
      served: (scope) => this.#served(scope),
      opened: (owner) => this.#begin(owner),
      renewed: (scope) => this.#place(scope),
      tap,
    })
    this.#followers = new Followers({
      clock: ports.clock,
      tellMs: bounds.tellMs,
      mayFollow: parts.mayFollow,
      scopesOf: (node) => this.#members.scopesOf(node),
      stateOf: (scope) => this.#served(scope),
      say: (node, down) => {
        if (this.#store.desk?.isWaiting(node) !== true) say(node, down)
      },
    })
    if (ports.kube !== undefined)
      this.#reading = new Reading({
        http: ports.kube,
        clock: ports.clock,
        random: ports.random.fork('feeds'),
        config: config.reflector,
        kinds,
        further: config.feeds?.further ?? [],
        knew: (kind, namespace) => this.#store.knew(kind, namespace),
        placed: (placement) => this.#store.owner?.place(placement),
        complete: () => this.#completeAll(),
        furtherKnown: () => this.#place('all'),
        say: ports.tap,
        broke: (kind, why) =>
          tap('warn', 'Kubernetes cannot be read for feeds', {
            kind: kindText(kind),
            why: why.message,
          }),
      })
  }

  /** Takes a fact of the cloud, live or replayed: to whose key a node's feed is sealed, and who is failed. */
  take(fact: Fact): void {
    if (fact.kind === 'verdict-reached' || fact.kind === 'verdict-declared')
      return this.#reading?.judged(fact.node, fact.verdict === 'failed')
    if (fact.kind === 'node-forgotten') return this.#reading?.judged(fact.node, false)
    if (fact.kind !== 'node-introduced' && fact.kind !== 'keys-forgotten') return
    this.#followers.forget(fact.node)
    this.#members.rekeyed(fact.node)
  }

  /** A node has moved. */
  moved(move: Move): void {
    this.#followers.forget(move.node)
    this.#members.moved(move)
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
  get followers(): Pick<Followers, 'hear' | 'equal' | 'statusOf'> {
    return this.#followers
  }

  /** A shard is ours from now on, or another's: its scopes are taken over, or given up. What we had all the time goes on. */
  shardChanged(shard: number, hold: ShardHold): void {
    this.#shards.changed(shard, hold)
    for (const scope of this.#members.scopes())
      if (
        this.#shards.of(scope) === shard &&
        (hold === 'none' || this.#served(scope) === undefined)
      )
        this.#consider(scope)
  }

  /** Opens the store, owns what there is, and serves it. */
  part(): Part {
    const { ports, config } = this.#parts
    return {
      name: 'feeds',
      start: (done) => {
        const pattern = patternOf('sync', config.cluster, {})
        this.#deaf = ports.transport.subscribe(pattern, ({ subject, bytes }) =>
          this.#asked(subject, bytes),
        )
        this.#store.open(done)
      },
      stop: (done) => {
        this.#deaf()
        this.#reading?.stop()
        this.#store.stop(done)
      },
    }
  }

  #begin(owner: FeedOwner): void {
    const scopes = new Set(this.#members.scopes())
    // What is stored of shards that are not ours yet stays: after a restart they may be ours again in a moment.
    for (const scope of owner.known()) if (!scopes.has(scope)) owner.disown(scope)
    for (const scope of scopes)
      if (this.#shards.holdOf(scope) === 'owned') {
        owner.own(scope)
        this.#fill(scope)
      }
  }

  #asked(subject: string, bytes: Uint8Array): void {
    const said = parseSubject(subject)
    if (isFault(said) || said.family !== 'sync')
      return this.#parts.door.refuse('question on a wrong subject')
    this.#store.desk?.hear(said.node as NodeId, bytes)
  }

  #consider(scope: Scope): void {
    const owner = this.#store.owner
    if (owner === undefined) return
    const isOwned = owner.stateOf(scope) !== undefined
    const hold = this.#shards.holdOf(scope)
    if (hold === 'none' && isOwned) owner.disown(scope)
    if (hold !== 'owned') return
    if (!isOwned) owner.takeOver(scope)
    this.#fill(scope)
  }

  #fill(scope: Scope): void {
    this.#place(scope)
    this.#reading?.begin()
  }

  /** What is known of a feed that counts. */
  #served(scope: Scope): ScopeState | undefined {
    return this.#shards.isServed(scope) ? this.#store.owner?.stateOf(scope) : undefined
  }

  /** All that is in a scope now is placed; what is there already costs nothing. */
  #place(scope: Scope): void {
    const owner = this.#store.owner
    const reading = this.#reading
    const state = owner?.stateOf(scope)
    if (owner === undefined || state === undefined || reading === undefined) return
    const { catalogue } = reading
    for (const placement of catalogue.in(scope)) owner.place(placement)
    if (!reading.isComplete) return
    const isThere = (key: ObjectKey): boolean =>
      scope === 'all' ? reading.mayBe(key) : catalogue.has(scope, key)
    // Nodes are told first of which kinds there is nothing more to come: nobody may find half of one.
    for (const { key } of state.all())
      if (tellsOfKind(key) && !isThere(key)) owner.place({ scope, key, body: undefined })
    owner.complete(scope, isThere)
  }

  #completeAll(): void {
    for (const scope of this.#members.scopes()) this.#place(scope)
  }
}
