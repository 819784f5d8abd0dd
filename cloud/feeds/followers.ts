// Where the nodes are in their feeds, by their beats; who is behind is told where its feed stands.
import type { Clock } from '../../bus/clock.ts'
import type { ScopeState } from '../../bus/feed/scope-state.ts'
import type { Beat, FeedPlace } from '../../src/health/words.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { SayDown } from '../downlink.ts'

/** What following the followers takes. */
export interface FollowersParts {
  readonly clock: Clock
  /** A node is told at most so often. */
  readonly tellMs: number
  /** Whether a node may follow: its key is pinned, and trusted still. */
  readonly mayFollow: (node: NodeId) => boolean
  /** The feeds of a node, in the order in which its beats tell of them. */
  readonly scopesOf: (node: NodeId) => readonly Scope[]
  readonly stateOf: (scope: Scope) => ScopeState | undefined
  readonly say: SayDown
}

/** How a node's mirror is: `behind` counts facts it lacks, at least 1 for each feed that is not equal. */
export interface MirrorStatus {
  readonly current: boolean
  readonly behind: number
}

interface Follower {
  /** Which feeds it follows, in the order in which its beats tell of them. */
  readonly scopes: readonly Scope[]
  /** Where it is in them, by its last beat. */
  feeds: readonly FeedPlace[]
  toldAt: MonoMs | undefined
}

/** The nodes that follow. */
export class Followers {
  readonly #parts: FollowersParts
  readonly #nodes = new Map<NodeId, Follower>()

  constructor(parts: FollowersParts) {
    this.#parts = parts
  }

  /** Takes a beat; nothing is said while the node has what the owner has. */
  hear({ node, feeds }: Pick<Beat, 'node' | 'feeds'>): void {
    if (feeds === undefined) return
    if (!this.#parts.mayFollow(node)) return this.forget(node)
    const follower = this.#nodes.get(node) ?? this.#join(node, feeds)
    if (follower === undefined) return
    follower.feeds = feeds
    if (follower.scopes.some((scope, at) => this.#lacked(scope, feeds[at]) > 0))
      this.#tell(node, follower)
    else follower.toldAt = undefined
  }

  /** Bit n: the nth feed of a beat is here, and is at the beat's place what it is at ours. */
  equal({ node, feeds }: Pick<Beat, 'node' | 'feeds'>): number {
    const { mayFollow, scopesOf, stateOf } = this.#parts
    if (feeds === undefined || !mayFollow(node)) return 0
    const scopes = this.#nodes.get(node)?.scopes ?? scopesOf(node)
    const isEqual = (scope: Scope, at: number): boolean =>
      stateOf(scope) !== undefined && this.#lacked(scope, feeds[at]) === 0
    return scopes.reduce((bits, scope, at) => bits | (Number(isEqual(scope, at)) << at), 0)
  }

  /** The feeds of a node may be others from now on. */
  forget(node: NodeId): void {
    this.#nodes.delete(node)
  }

  /** undefined of a node that said nothing of feeds yet, or of which others own a feed and all else is there. */
  statusOf(node: NodeId): MirrorStatus | undefined {
    const follower = this.#nodes.get(node)
    if (follower === undefined) return undefined
    const { scopes, feeds } = follower
    const behind = scopes.reduce((sum, scope, at) => sum + this.#lacked(scope, feeds[at]), 0)
    const isKnown = scopes.every((scope) => this.#parts.stateOf(scope) !== undefined)
    return behind === 0 && !isKnown ? undefined : { current: behind === 0, behind }
  }

  #join(node: NodeId, feeds: readonly FeedPlace[]): Follower | undefined {
    const scopes = this.#parts.scopesOf(node)
    if (scopes.length === 0) return undefined
    const follower: Follower = { scopes, feeds, toldAt: undefined }
    this.#nodes.set(node, follower)
    return follower
  }

  /** How many facts of a feed are lacked at a place: 0 where it is equal to ours, and where the feed is another's. */
  #lacked(scope: Scope, { seq, mark }: FeedPlace = nowhere): number {
    const state = this.#parts.stateOf(scope)
    if (state === undefined || (state.place.complete && state.mark() === mark)) return 0
    return Math.max(1, state.place.head - seq)
  }

  #tell(node: NodeId, follower: Follower): void {
    const { clock, tellMs, stateOf, say } = this.#parts
    const { scopes, feeds, toldAt } = follower
    const now = clock.mono()
    if (toldAt !== undefined && now - toldAt < tellMs) return
    follower.toldAt = now
    for (const [at, scope] of scopes.entries()) {
      const state = stateOf(scope)
      if (state?.place.complete !== true || this.#lacked(scope, feeds[at]) === 0) continue
      const { epoch, head } = state.place
      say(node, { kind: 'feed-head', node, scope, epoch, head, mark: state.mark() })
    }
  }
}

const nowhere: FeedPlace = { seq: 0, mark: 0 }
