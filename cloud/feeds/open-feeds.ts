// The store of a replica's feeds and what works on it: kept open, and opened again after it failed.
import type { Cancel } from '../../bus/clock.ts'
import type { FeedConfig } from '../../bus/feed/config.ts'
import { FeedDesk } from '../../bus/feed/desk.ts'
import { openFeedOwner } from '../../bus/feed/owner.ts'
import type { FeedOwner } from '../../bus/feed/owner.ts'
import type { ScopeState } from '../../bus/feed/scope-state.ts'
import type { Store } from '../../bus/store.ts'
import type { Tap } from '../../bus/tap.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import { keyText, kindText } from '../../src/mirror/scope.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import type { FeedShards } from './feed-shards.ts'
import type { FeedsParts } from './feeds-parts.ts'
import { liveFeed } from './live.ts'
import type { Membership } from './membership.ts'

/** What the store of feeds is opened with. */
export interface OpenFeedsParts {
  readonly feeds: FeedsParts
  readonly kinds: readonly FeedKind[]
  readonly bounds: FeedConfig
  readonly members: Membership
  readonly shards: FeedShards
  /** What is known of a feed that counts. */
  readonly served: (scope: Scope) => ScopeState | undefined
  /** The store is open, for the first time or again: what is ours is to be placed. */
  readonly opened: (owner: FeedOwner) => void
  /** What is stored of a scope was damaged and has begun anew: it is to be placed again. */
  readonly renewed: (scope: Scope) => void
  readonly tap: Tap
}

/** A store that is open, and what works on it. */
interface Running {
  readonly store: Store
  readonly owner: FeedOwner
  readonly desk: FeedDesk
}

/** The store of feeds. */
export class OpenFeeds {
  readonly #parts: OpenFeedsParts
  #running: Running | undefined
  #stopped = false
  #reopening: Cancel = () => undefined
  #sweeping: Cancel = () => undefined

  constructor(parts: OpenFeedsParts) {
    this.#parts = parts
  }

  /** What is owned and stored; undefined while the store is closed. */
  get owner(): FeedOwner | undefined {
    return this.#running?.owner
  }

  /** Where nodes ask; undefined while the store is closed. */
  get desk(): FeedDesk | undefined {
    return this.#running?.desk
  }

  /** How many objects of a kind are stored in the feeds that are ours, of one namespace or of all. */
  knew(kind: FeedKind, namespace: string | undefined): number {
    const { members } = this.#parts
    const known = new Set<string>()
    for (const scope of members.scopes())
      for (const { key, content } of this.owner?.stateOf(scope)?.all() ?? [])
        if (content !== undefined && kindText(key) === kindText(kind))
          if (namespace === undefined || key.namespace === namespace) known.add(keyText(key))
    return known.size
  }

  open(done: (fault: Fault | undefined) => void): void {
    this.#parts.feeds.ports.openFeeds((store) => {
      if (isFault(store)) return done(store)
      if (this.#stopped) return store.close(() => done(undefined))
      this.#openOwner(store, done)
    })
  }

  stop(done: () => void): void {
    this.#stopped = true
    this.#reopening()
    this.#close(done)
  }

  #openOwner(store: Store, done: (fault: Fault | undefined) => void): void {
    const { feeds, bounds, kinds, members, shards, opened: begin } = this.#parts
    const { clock, keyring } = feeds.ports
    const sealed = new Set(kinds.filter((kind) => kind.sealed).map(kindText))
    const parts = {
      store,
      clock,
      keyring,
      config: bounds,
      isSealed: (key: ObjectKey) => sealed.has(kindText(key)),
      sealKeyOf: (scope: Scope) => members.sealKeyOf(scope),
      stored: this.#live(),
      failed: (fault: Fault) => this.#failed(fault),
    }
    openFeedOwner(parts, (opened) => {
      if (isFault(opened)) return store.close(() => done(opened))
      const { owner, damaged } = opened
      if (damaged.length > 0) feeds.began(damaged, shards.of)
      this.#running = { store, owner, desk: this.#deskOver(store, owner) }
      begin(owner)
      this.#sweep(owner)
      done(undefined)
    })
  }

  #sweep(owner: FeedOwner): void {
    const { feeds, bounds } = this.#parts
    owner.sweep()
    this.#sweeping = feeds.ports.clock.after(bounds.sweepMs, () => this.#sweep(owner))
  }

  #live() {
    const { feeds, bounds, shards } = this.#parts
    const shardOf = shards.of
    const { ports, config, producer } = feeds
    const { liveBytes } = bounds
    return liveFeed({ ...ports, cluster: config.cluster, producer, liveBytes, shardOf })
  }

  #deskOver(store: Store, owner: FeedOwner): FeedDesk {
    const { feeds, bounds, members, shards, served, renewed } = this.#parts
    const { ports, door, say, keyOf } = feeds
    return new FeedDesk({
      clock: ports.clock,
      keyring: ports.keyring,
      config: bounds,
      door,
      stateOf: served,
      store,
      payloadBytesMax: ports.transport.supports.payloadBytesMax,
      keyOf,
      mayFollow: (node, scope) => members.scopesOf(node).includes(scope),
      say,
      damaged: (scope) => {
        feeds.began([scope], shards.of)
        owner.renew(scope)
        renewed(scope)
      },
    })
  }

  /** The store is opened again; what it lost is placed again. */
  #failed({ code, message }: Fault): void {
    const { feeds, bounds, tap } = this.#parts
    tap('error', 'the store of feeds failed: it is opened again', { code, message })
    this.#close(() => {
      this.#reopening = feeds.ports.clock.after(bounds.reopenMs, () => this.#reopen())
    })
  }

  #reopen(): void {
    if (this.#stopped) return
    this.open((fault) => {
      if (fault !== undefined) this.#failed(fault)
    })
  }

  #close(done: () => void): void {
    this.#sweeping()
    const running = this.#running
    this.#running = undefined
    if (running === undefined) return this.#parts.feeds.ports.clock.soon(done)
    running.desk.stop()
    running.owner.close()
    running.store.close(done)
  }
}
