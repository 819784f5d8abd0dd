// Which life of a Node a fact is of: logs of shards come in any order, and what is of an earlier life changes nothing any more.
import type { Fact } from '../src/facts.ts'
import { hlcCompare, hlcNext } from '../src/kernel/time.ts'
import type { Hlc } from '../src/kernel/time.ts'
import { isOfNodeOrKeys } from './fact-route.ts'

/** The lives of all nodes, as far as their facts came. */
export class Lives {
  readonly #since = new Map<string, Hlc>()
  /** The last stamp of a fact of each node. */
  readonly #last = new Map<string, Hlc>()

  /** Whether a fact is of a life that is over. */
  isPast(fact: Fact, hlc: Hlc): boolean {
    const since = isOfNodeOrKeys(fact) ? this.#since.get(fact.node) : undefined
    return since !== undefined && hlcCompare(hlc, since) < 0
  }

  /**
   * The stamp of what is said of a node next: after all that is known of it, also where a replica whose clock is ahead said
   * that. Every other replica would take it for a fact of an earlier life.
   */
  after(node: string, stamp: Hlc): Hlc {
    const last = this.#last.get(node)
    return last === undefined || hlcCompare(last, stamp) < 0 ? stamp : hlcNext(last, stamp.wallMs)
  }

  /** Takes a fact, of which some begin or end a life. */
  take(fact: Fact, hlc: Hlc): void {
    if (isOfNodeOrKeys(fact) && hlcCompare(hlc, this.#last.get(fact.node) ?? hlc) >= 0)
      this.#last.set(fact.node, hlc)
    if (fact.kind === 'node-enrolled' || fact.kind === 'node-forgotten')
      this.#since.set(fact.node, hlc)
  }
}
