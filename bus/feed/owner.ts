// The owner of feeds: every change becomes a fact with the next sequence of its scope, is stored, then told.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { Placement } from '../../src/mirror/catalogue.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import type { Clock } from '../clock.ts'
import type { Store, Write } from '../store.ts'
import { Changes } from './changes.ts'
import type { ChangeParts } from './changes.ts'
import { commitOf } from './commit.ts'
import type { FeedConfig } from './config.ts'
import { loadFeeds } from './load.ts'
import { factName, placeName } from './names.ts'
import { Pending } from './pending.ts'
import { ScopeState } from './scope-state.ts'
import { placeValue } from './stored.ts'

/** What an owner stands on. */
export interface FeedOwnerParts extends ChangeParts {
  readonly store: Store
  readonly clock: Clock
  readonly config: FeedConfig
  /** Facts that are stored now, in order. */
  readonly stored: (facts: readonly FeedFact[]) => void
  /** Nothing more can be written through this store: open it again. */
  readonly failed: (fault: Fault) => void
}

/** A write, what follows from it, and what from its failure for want of room. */
interface Step {
  readonly writes: readonly Write[]
  readonly took: () => void
  readonly full: () => void
}

/** An open owner. */
export class FeedOwner {
  readonly #parts: FeedOwnerParts
  readonly #changes: Changes
  readonly #states: Map<Scope, ScopeState>
  readonly #owned = new Set<Scope>()
  readonly #pending = new Pending()
  /** What is done between commits. */
  readonly #tasks: (() => Step)[] = []
  #writing = false
  #closed = false

  constructor(parts: FeedOwnerParts, states: ReadonlyMap<Scope, ScopeState>) {
    this.#parts = parts
    this.#changes = new Changes(parts)
    this.#states = new Map(states)
  }

  /** Takes a scope over: what is stored goes on; what is not begins a new epoch. */
  own(scope: Scope): void {
    this.#owned.add(scope)
    if (!this.#states.has(scope)) this.#states.set(scope, this.#begun(scope))
  }

  /**
   * Takes a scope over from another owner. What is stored from before his time is older than what he told, so it is served
   * only once everything has been placed again.
   */
  takeOver(scope: Scope): void {
    this.own(scope)
    const state = this.#states.get(scope)
    if (state !== undefined) state.place = { ...state.place, complete: false }
  }

  /** Gives a scope up: it leaves the store too, and is another's from now on. */
  disown(scope: Scope): void {
    this.#owned.delete(scope)
    this.#pending.drop(scope)
    this.#do(() => this.#forgetScope(scope))
  }

  /** The scopes that are stored here, owned or not. */
  known(): readonly Scope[] {
    return [...this.#states.keys()]
  }

  /** What is known of an owned feed. */
  stateOf(scope: Scope): ScopeState | undefined {
    return this.#owned.has(scope) ? this.#states.get(scope) : undefined
  }

  /** Puts an object into a scope, or takes it out; what changes nothing is no fact. */
  place(placement: Placement): void {
    if (!this.#owned.has(placement.scope)) return
    this.#pending.add(placement)
    this.#next()
  }

  /** All objects of a scope have been placed: those of which `isThere` says no leave it, and it is served from now on. */
  complete(scope: Scope, isThere: (key: ObjectKey) => boolean): void {
    const state = this.stateOf(scope)
    if (state === undefined) return
    for (const { key, content } of state.all())
      if (content !== undefined && !isThere(key)) this.#pending.add({ scope, key, body: undefined })
    this.#pending.complete(scope)
    this.#next()
  }

  /** Forgets objects that left long ago; who was away since before that compares. */
  sweep(): void {
    for (const scope of this.#owned) this.#do(() => this.#forgetOld(scope))
  }

  /** The feed is not what it should be: it begins a new epoch, in which everything has to be placed again. */
  renew(scope: Scope): void {
    this.disown(scope)
    this.own(scope)
  }

  /** The store stays the caller's; nothing more is written to it. */
  close(): void {
    this.#closed = true
  }

  #begun(scope: Scope): ScopeState {
    const epoch = this.#parts.clock.wall()
    return new ScopeState(scope, { epoch, head: 0, floor: 0, complete: false })
  }

  #do(task: () => Step): void {
    this.#tasks.push(task)
    this.#next()
  }

  /** One write at a time: tasks first, then all that is placed meanwhile in one commit. */
  #next(): void {
    if (this.#writing || this.#closed) return
    const task = this.#tasks.shift()
    if (task === undefined && this.#pending.isEmpty) return
    const { writes, took, full } = task?.() ?? this.#commit()
    const { store, clock, config } = this.#parts
    this.#writing = true
    const written = (fault: Fault | undefined): void => {
      if (this.#closed) return
      if (fault !== undefined && fault.code !== 'FULL') return this.#fail(fault)
      if (fault === undefined) took()
      else full()
      const goOn = (): void => {
        this.#writing = false
        this.#next()
      }
      if (fault === undefined) goOn()
      else clock.after(config.reopenMs, goOn)
    }
    if (writes.length === 0) clock.soon(() => written(undefined))
    else store.batch(writes, { sync: true }, written)
  }

  #commit(): Step {
    const { config, clock, stored } = this.#parts
    const taken = this.#pending.take(config.commitFacts, config.commitBytes)
    const stateOf = (scope: Scope) => this.stateOf(scope)
    const { writes, facts, places } = commitOf(taken, this.#changes, stateOf, clock.wall())
    const took = (): void => {
      for (const fact of facts) this.#states.get(fact.fact.scope)?.take(fact)
      for (const [state, place] of places) state.place = place
      if (facts.length > 0) stored(facts.map(({ fact }) => fact))
    }
    return { writes, took, full: () => this.#pending.putBack(taken) }
  }

  #forgetScope(scope: Scope): Step {
    const state = this.#states.get(scope)
    if (state === undefined) return nothing
    const names = [placeName(scope), ...[...state.all()].map(({ seq }) => factName(scope, seq))]
    const took = (): void => {
      this.#states.delete(scope)
      if (this.#owned.has(scope)) this.own(scope)
    }
    const full = () => void this.#tasks.unshift(() => this.#forgetScope(scope))
    return { writes: names.map((del) => ({ del })), took, full }
  }

  #forgetOld(scope: Scope): Step {
    const { clock, config } = this.#parts
    const state = this.stateOf(scope)
    const before = clock.wall() - config.tombstoneMs
    const old = [...(state?.all() ?? [])].filter((one) => !one.content && one.atMs < before)
    if (state === undefined || old.length === 0) return nothing
    const floor = Math.max(state.place.floor, ...old.map(({ seq }) => seq))
    const place = { ...state.place, floor }
    const writes: Write[] = old.map(({ seq }) => ({ del: factName(scope, seq) }))
    writes.push({ put: placeName(scope), value: placeValue({ place, mark: state.mark() }) })
    const took = (): void => {
      for (const { key } of old) state.forget(key)
      state.place = place
    }
    return { writes, took, full: () => {} }
  }

  #fail(fault: Fault): void {
    this.#closed = true
    this.#parts.failed(fault)
  }
}

const nothing: Step = { writes: [], took: () => {}, full: () => {} }

/** An owner over what its store has, and the scopes that were damaged there. */
export interface OpenedOwner {
  readonly owner: FeedOwner
  readonly damaged: readonly Scope[]
}

/** Reads what is stored; it owns what it is told to. */
export function openFeedOwner(
  parts: FeedOwnerParts,
  done: (outcome: OpenedOwner | Fault) => void,
): void {
  loadFeeds(parts.store, parts.keyring.hash, (loaded) => {
    if (isFault(loaded)) return done(loaded)
    done({ owner: new FeedOwner(parts, loaded.states), damaged: loaded.damaged })
  })
}
