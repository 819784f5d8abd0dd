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

/** The nodes that follow. */
export class Followers {
  readonly #parts: FollowersParts
  readonly #places = new Map<NodeId, readonly FeedPlace[]>()
  readonly #toldAt = new Map<NodeId, MonoMs>()

  constructor(parts: FollowersParts) {
    this.#parts = parts
  }

  /** Takes a beat; nothing is said while the node has what the owner has. */
  hear({ node, feeds }: Pick<Beat, 'node' | 'feeds'>): void {
    if (feeds === undefined) return
    const scopes = this.#parts.scopesOf(node)
    if (scopes.length === 0) return void this.#places.delete(node)
    this.#places.set(node, feeds)
    const behind = this.#behind(scopes, feeds)
    if (behind.length > 0) this.#tell(node, behind)
    else this.#toldAt.delete(node)
  }

  forget(node: NodeId): void {
    this.#places.delete(node)
    this.#toldAt.delete(node)
  }

  /** undefined of a node that said nothing of feeds yet, or of which others own a feed and all else is there. */
  statusOf(node: NodeId): MirrorStatus | undefined {
    const feeds = this.#places.get(node)
    const scopes = this.#parts.scopesOf(node)
    if (feeds === undefined || scopes.length === 0) return undefined
    const lacks = this.#behind(scopes, feeds).map(({ place, seq }) => Math.max(1, place.head - seq))
    const isKnown = scopes.every((scope) => this.#parts.stateOf(scope) !== undefined)
    if (lacks.length === 0 && !isKnown) return undefined
    return { current: lacks.length === 0, behind: lacks.reduce((sum, one) => sum + one, 0) }
  }

  #behind(scopes: readonly Scope[], feeds: readonly FeedPlace[]) {
    return scopes.flatMap((scope, at) => {
      const state = this.#parts.stateOf(scope)
      const { seq = 0, mark = 0 } = feeds[at] ?? {}
      if (state === undefined || (state.place.complete && state.mark() === mark)) return []
      return [{ state, place: state.place, seq }]
    })
  }

  #tell(node: NodeId, behind: readonly { readonly state: ScopeState }[]): void {
    const { clock, tellMs, say } = this.#parts
    const now = clock.mono()
    const toldAt = this.#toldAt.get(node)
    if (toldAt !== undefined && now - toldAt < tellMs) return
    this.#toldAt.set(node, now)
    for (const { state } of behind) {
      const { scope, place } = state
      const { epoch, head } = place
      if (place.complete)
        say(node, { kind: 'feed-head', node, scope, epoch, head, mark: state.mark() })
    }
  }
}
