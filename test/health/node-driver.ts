// Drives one node's process by hand, in small steps of virtual time.
import type { HealthConfig } from '../../src/health/config.ts'
import type { NodeFact } from '../../src/health/facts.ts'
import type { NodeInput, NodeSeen } from '../../src/health/inputs.ts'
import { nodeHealth } from '../../src/health/node-health.ts'
import { unknownNode, type NodeState } from '../../src/health/node-state.ts'
import type { Opinion } from '../../src/health/words.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { ballot, beat, config, moment, peers, seen } from './arbitraries.ts'

/** One node, its clock, and what it led to. */
export class Driver {
  state: NodeState = unknownNode('n')
  facts: NodeFact[] = []
  ms = 1_000
  renewMicros = (1_790_000_000_000 + 1_000) * 1_000
  readonly config: HealthConfig

  constructor(of: HealthConfig = config) {
    this.config = of
  }

  post(...inputs: readonly NodeInput[]): this {
    for (const input of inputs) {
      const at = moment(this.ms, this.config)
      const facts = nodeHealth.decide(this.state, input, at)
      this.facts.push(...facts)
      this.state = facts.reduce((now, fact) => nodeHealth.evolve(now, fact, at), this.state)
    }
    return this
  }

  /** Time passes; the process is asked as often as it wants to be. */
  wait(ms: number): this {
    const end = this.ms + ms
    for (;;) {
      const due = this.wanted().due
      if (due === undefined || due > end) break
      this.ms = Math.max(due, this.ms + 1)
      this.post({ kind: 'tick' })
    }
    this.ms = end
    return this
  }

  wanted() {
    return nodeHealth.reconcile(this.state, moment(this.ms).mono, this.config)
  }

  kinds(): readonly string[] {
    return this.wanted().actions.map((action) => action.kind)
  }

  get verdict(): string {
    return this.state.hard.verdict
  }

  /** Managed, seen by Kubernetes, and observed by so many peers. */
  enrol(observers = 2, more: Partial<NodeSeen> = {}): this {
    return this.post(
      { kind: 'hearing', up: true },
      { kind: 'node-seen', seen: seen({ linked: 'True', ...more }) },
      { kind: 'observers', observers: peers.slice(0, observers) },
      { kind: 'beat', beat: beat(), path: 'direct' },
      { kind: 'lease-seen', seen: { own: false, renewMicros: this.renewMicros } },
    )
  }

  renew(own: boolean): this {
    this.renewMicros += 1_000
    return this.post({ kind: 'lease-seen', seen: { own, renewMicros: this.renewMicros } })
  }

  /** The first peers say something of a round. */
  say(opinion: Opinion, at: number, count = 2, observerHeard = true): this {
    const said = peers.slice(0, count).map((peer: NodeId) => ballot(peer, opinion, at))
    return this.post(
      ...said.map((one) => ({ kind: 'ballot' as const, ballot: one, observerHeard })),
    )
  }

  /** Starts anew from what is hard. */
  restart(): this {
    this.state = { ...unknownNode('n'), hard: this.state.hard }
    return this
  }

  of<K extends NodeFact['kind']>(kind: K): readonly Extract<NodeFact, { kind: K }>[] {
    return this.facts.filter((fact): fact is Extract<NodeFact, { kind: K }> => fact.kind === kind)
  }
}
