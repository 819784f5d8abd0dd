// The mirror of one node: the objects of the feeds that its assignment gives it, in a store of its own.
import type { Cancel } from '../../bus/clock.ts'
import { Assembly } from '../../bus/feed/parts.ts'
import type { Part as LifePart } from '../../bus/lifecycle.ts'
import type { Store } from '../../bus/store.ts'
import type { FeedHeadTold, Part, SyncAnswered } from '../../schemas/down.ts'
import { decodeSyncAnswer } from '../../schemas/sync-answer.ts'
import type { Assignment, FeedPlace } from '../../src/health/words.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'
import { voidCursor } from '../../src/mirror/feed-fact.ts'
import { Holdings } from '../../src/mirror/holdings.ts'
import { nodeScope, siteScope } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import { FeedFollower } from './feed-follower.ts'
import type { FeedStatus } from './feed-follower.ts'
import { loadMirror } from './load-mirror.ts'
import type { LoadedFeed, LoadedMirror } from './load-mirror.ts'
import { askOwner, hearLive, readLive } from './feed-bus.ts'
import { cursorName, objectName } from './mirror-names.ts'
import type { MirrorParts } from './mirror-parts.ts'
import { MirrorWriter } from './mirror-writer.ts'
import { readMirror } from './read-mirror.ts'
import type { MirroredObject } from './read-mirror.ts'
import { Showing } from './showing.ts'

/** What the cloud says of feeds. */
export type FeedDown = SyncAnswered | FeedHeadTold | Part

interface Running {
  readonly store: Store
  readonly writer: MirrorWriter
  readonly found: Map<Scope, LoadedFeed>
}

interface Followed {
  readonly shard: number
  readonly follower: FeedFollower
  readonly deafen: Cancel
}

const emptyFeed = (): LoadedFeed => ({
  cursor: { ...voidCursor, complete: false },
  held: new Holdings(),
})

/** The mirror. */
export class Mirror {
  readonly #parts: MirrorParts
  /** Its objects as they are served. */
  readonly showing: Showing
  readonly #assembly: Assembly
  #running: Running | undefined
  #assignment: Assignment | undefined
  #followed = new Map<Scope, Followed>()
  #stopped = false

  constructor(parts: MirrorParts) {
    this.#parts = parts
    this.showing = new Showing(parts.config.node, parts.ports.keyring)
    this.#assembly = new Assembly(parts.ports.clock.mono)
  }

  /** Opens the store, then follows. */
  part(): LifePart {
    return {
      name: 'mirror',
      start: (done) => this.#open(done),
      stop: (done) => {
        this.#stopped = true
        this.#close(done)
      },
    }
  }

  /** Follows the feeds of this assignment and no others: what only those had leaves the node. */
  assign(assignment: Assignment): void {
    this.#assignment = assignment
    if (this.#running !== undefined && !this.#stopped) this.#follow(this.#running, assignment)
  }

  /** Nothing more is asked; what is stored stays. */
  fallSilent(): void {
    this.#stopped = true
    this.#unfollow()
  }

  /** The cloud compared the places of a beat with its own: bit n stands for the nth feed. */
  equal(bits: number): void {
    for (const [at, { follower }] of [...this.#followed.values()].entries())
      follower.compared((bits & (1 << at)) !== 0)
  }

  /** A way to the cloud is there. */
  linked(): void {
    for (const { follower } of this.#followed.values()) follower.post({ kind: 'linked' })
  }

  /** Takes what the cloud says of feeds. */
  hear(down: FeedDown): void {
    switch (down.kind) {
      case 'part': {
        const whole = this.#assembly.take(down)
        return whole === undefined ? undefined : this.#answered(whole)
      }
      case 'sync-answered':
        return this.#answered(down.answer)
      case 'feed-head':
        return this.#followed.get(down.scope)?.follower.post({ kind: 'head', head: down })
    }
  }

  /** Takes a fact of a feed that a peer brought. */
  bring(bytes: Uint8Array): void {
    const fact = readLive(this.#parts, bytes)
    if (fact !== undefined) this.#followed.get(fact.scope)?.follower.post({ kind: 'fact', fact })
  }

  /** What beats carry: a place for each feed, in the order all, site, node; undefined before any is followed. */
  places(): readonly FeedPlace[] | undefined {
    if (this.#followed.size === 0) return undefined
    return [...this.#followed.values()].map(({ follower }) => follower.place())
  }

  /** How each feed is. */
  status(): readonly FeedStatus[] {
    return [...this.#followed.values()].map(({ follower }) => follower.status())
  }

  /** Whether a feed was once all here; before that nothing of it may be served. */
  isComplete(of: 'all' | 'site' | 'node'): boolean {
    return this.showing.isOpen && this.#statusOf(of)?.complete === true
  }

  /** Whether all that the owner of a feed is known to have is here. */
  isCurrent(of: 'all' | 'site' | 'node'): boolean {
    return this.#statusOf(of)?.current === true
  }

  /** All objects as they are stored, unsealed; CLOSED while the store is not open. */
  objects(done: (outcome: readonly MirroredObject[] | Fault) => void): void {
    const { clock, keyring } = this.#parts.ports
    const { store } = this.#running ?? {}
    if (store === undefined)
      clock.soon(() =>
        done(new Fault('CLOSED', 'expected an open mirror, got a closed one: try later')),
      )
    else readMirror(store, keyring, done)
  }

  #statusOf(of: 'all' | 'site' | 'node'): FeedStatus | undefined {
    return this.status().find(({ scope }) => scope.split('/')[0] === of)
  }

  #answered(bytes: Uint8Array): void {
    const answer = decodeSyncAnswer(bytes)
    if (isFault(answer)) return this.#parts.door.refuse('answer unreadable', { code: answer.code })
    this.#followed.get(answer.scope)?.follower.post({ kind: 'answer', answer })
  }

  #open(done: (fault: Fault | undefined) => void): void {
    const { ports } = this.#parts
    ports.openMirror((store) => {
      if (isFault(store)) return done(store)
      const isAgain = this.showing.isOpen
      loadMirror(
        store,
        ports.keyring.hash,
        (fact) => isAgain || this.showing.fact(fact),
        (loaded) => {
          if (isFault(loaded)) return store.close(() => done(loaded))
          if (this.#stopped) return store.close(() => done(undefined))
          this.#begin(store, loaded)
          done(undefined)
        },
      )
    })
  }

  #begin(store: Store, { feeds, kept, damaged }: LoadedMirror): void {
    const { ports, config } = this.#parts
    const writer = new MirrorWriter({
      store,
      clock: ports.clock,
      retryMs: config.mirror.retry.maxMs,
      failed: (fault) => this.#failed(fault),
    })
    if (damaged.length > 0) {
      ports.tap('warn', 'objects of the mirror were damaged and are fetched again', {
        count: damaged.length,
      })
      writer.erase(damaged)
    }
    this.#running = { store, writer, found: new Map(feeds) }
    this.showing.open(writer, kept, ports.clock.wall())
    if (this.#assignment !== undefined) this.#follow(this.#running, this.#assignment)
  }

  #follow(running: Running, { site, shard }: Assignment): void {
    const { node } = this.#parts.config
    const wanted = new Map<Scope, number>([
      ['all', 0],
      [siteScope(site), shard],
      [nodeScope(node), shard],
    ])
    for (const [scope, { shard: of }] of this.#followed)
      if (wanted.get(scope) !== of) this.#leave(running, scope)
    for (const scope of running.found.keys()) if (!wanted.has(scope)) this.#erase(running, scope)
    const followed = [...wanted].map(
      ([scope, of]) =>
        [scope, this.#followed.get(scope) ?? this.#join(running, scope, of)] as const,
    )
    this.#followed = new Map(followed)
  }

  #join(running: Running, scope: Scope, shard: number): Followed {
    const { ports, config } = this.#parts
    const found = running.found.get(scope) ?? emptyFeed()
    running.found.set(scope, found)
    const follower = new FeedFollower(
      {
        scope,
        clock: ports.clock,
        random: ports.random.fork(`mirror/${scope}`),
        hash: ports.keyring.hash,
        retry: config.mirror.retry,
        ask: (asked) => askOwner(this.#parts, asked),
        write: (of, write) => {
          running.writer.write(of, write)
          this.showing.wrote(of, write)
        },
      },
      found,
    )
    const heard = hearLive(this.#parts, shard, scope, (fact) =>
      follower.post({ kind: 'fact', fact }),
    )
    follower.post({ kind: 'linked' })
    return { shard, follower, deafen: heard }
  }

  /** It may be followed again from where it was: its holdings are kept up to date in `found`. */
  #leave(running: Running, scope: Scope): void {
    const followed = this.#followed.get(scope)
    if (followed === undefined) return
    followed.follower.stop()
    followed.deafen()
    const { epoch, cursor: seq, complete } = followed.follower.status()
    running.found.set(scope, { cursor: { epoch, seq, complete }, held: followed.follower.held })
    this.#followed.delete(scope)
  }

  #erase({ writer, found }: Running, scope: Scope): void {
    const keys = found.get(scope)?.held.keys() ?? []
    found.delete(scope)
    this.showing.erased(scope, keys)
    writer.erase([cursorName(scope), ...keys.map((key) => objectName(scope, key))])
  }

  /** Memory may be ahead of the disk by what could not be written: all is read again. */
  #failed({ code, message }: Fault): void {
    const { ports, config } = this.#parts
    ports.tap('error', 'the mirror cannot be written: it is opened again', { code, message })
    this.#close(() =>
      ports.clock.after(config.mirror.retry.minMs, () => {
        if (this.#stopped) return
        this.#open((fault) => {
          if (fault !== undefined) this.#failed(fault)
        })
      }),
    )
  }

  #close(done: () => void): void {
    this.#unfollow()
    const running = this.#running
    this.#running = undefined
    if (running === undefined) return this.#parts.ports.clock.soon(done)
    running.writer.close()
    running.store.close(done)
  }

  #unfollow(): void {
    for (const { follower, deafen } of this.#followed.values()) {
      follower.stop()
      deafen()
    }
    this.#followed = new Map()
  }
}
