// What was decided about each node, in order: folded from durable facts, so it survives every restart.
import type { Fact } from '../src/facts.ts'
import type { Decision } from '../src/health/why.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { WallMs } from '../src/kernel/time.ts'

/** Older decisions of a node are left to the journal. */
const decisionsMax = 50

/** The projection of `verdict-reached`, `verdict-declared` and `node-forgotten`. */
export class VerdictHistory {
  readonly #decisions = new Map<NodeId, Decision[]>()

  /** Takes a fact, live or replayed. */
  take(fact: Fact, at: WallMs): void {
    switch (fact.kind) {
      case 'node-forgotten':
        this.#decisions.delete(fact.node)
        return
      case 'verdict-reached':
      case 'verdict-declared':
        return this.#add(fact, at)
    }
  }

  /** All decisions about a node that are remembered, the oldest first. */
  of(node: NodeId): readonly Decision[] {
    return this.#decisions.get(node) ?? []
  }

  #add(fact: Extract<Fact, { kind: 'verdict-reached' | 'verdict-declared' }>, at: WallMs): void {
    const { node, verdict, previous } = fact
    const evidence = fact.kind === 'verdict-reached' ? fact.evidence : undefined
    const declaredBy = fact.kind === 'verdict-declared' ? fact.by : undefined
    const all = this.#decisions.get(node) ?? []
    all.push({ verdict, previous, at, evidence, declaredBy })
    if (all.length > decisionsMax) all.shift()
    this.#decisions.set(node, all)
  }
}
