// What was decided about each node, in order: folded from durable facts, so it survives every restart.
import type { Fact } from '../src/facts.ts'
import type { Evidence, Verdict } from '../src/health/words.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { WallMs } from '../src/kernel/time.ts'

/** One decision: reached by tally, or declared by a person. */
export interface Decision {
  readonly verdict: Verdict
  readonly previous: Verdict
  readonly at: WallMs
  readonly evidence: Evidence | undefined
  readonly declaredBy: string | undefined
}

/** Older decisions of a node are left to the journal. */
const decisionsMax = 50

/** The projection of `node-enrolled`, `verdict-reached`, `verdict-declared` and `node-forgotten`. */
export class VerdictHistory {
  readonly #decisions = new Map<NodeId, Decision[]>()
  readonly #enrolledAt = new Map<NodeId, WallMs>()

  /** Takes a fact, live or replayed. */
  take(fact: Fact, at: WallMs): void {
    switch (fact.kind) {
      case 'node-enrolled':
        this.#enrolledAt.set(fact.node, at)
        return
      case 'node-forgotten':
        this.#enrolledAt.delete(fact.node)
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

  /** Since when the last decision, or else the enrolment, holds. */
  since(node: NodeId): WallMs | undefined {
    return this.of(node).at(-1)?.at ?? this.#enrolledAt.get(node)
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
