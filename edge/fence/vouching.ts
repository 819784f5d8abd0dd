// Since when at least half of a node's observers have said that it lives, as it hears from their reports.
import type { Ballot, Opinion } from '../../src/health/words.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { MonoMs } from '../../src/kernel/time.ts'

/** Whom a node hears itself, and when it heard each last. */
export interface Heard {
  readonly subjects: readonly NodeId[]
  readonly heardAt: (node: NodeId) => MonoMs | undefined
}

/** What others say of this node. */
export class Vouching {
  readonly #said = new Map<NodeId, { readonly opinion: Opinion; readonly at: MonoMs }>()

  /** A ballot about this node was in somebody's report; an observer's own says what it thinks now. */
  hear({ observer, opinion }: Ballot, now: MonoMs): void {
    this.#said.set(observer, { opinion, at: now })
  }

  /** When the last of the half that vouched most recently did so; undefined where that many never did. */
  at(observers: readonly NodeId[], heard: Heard): MonoMs | undefined {
    const hearing = nthLatest(half(heard.subjects), heard.subjects.map(heard.heardAt))
    const times = observers.map((node) => {
      const said = this.#said.get(node)
      if (said?.opinion !== 'alive') return undefined
      // Who is not heard himself is told of by others: what he thinks otherwise now would be told at once.
      return heard.subjects.includes(node) ? said.at : hearing
    })
    return nthLatest(half(observers), times)
  }
}

const half = (nodes: readonly NodeId[]): number => Math.ceil(nodes.length / 2)

function nthLatest(n: number, times: readonly (MonoMs | undefined)[]): MonoMs | undefined {
  const known = times.filter((at) => at !== undefined).toSorted((a, b) => b - a)
  return n === 0 ? undefined : known[n - 1]
}
