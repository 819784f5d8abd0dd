// What one agent knows and says of itself: its state, its introduction, its report on the LAN.
import { encodeReport } from '../schemas/report.ts'
import { peerTopics, subjectOf } from '../schemas/subjects.ts'
import { isLinked } from '../src/health/agent.ts'
import type { AgentInput, AgentState } from '../src/health/agent.ts'
import type { AgentFact } from '../src/health/facts.ts'
import type { Introduction, Report } from '../src/health/words.ts'
import { fromHex } from '../src/kernel/hex.ts'
import { incarnation } from '../src/kernel/ids.ts'
import { createAgentHost } from './agent-host.ts'
import type { AgentHost, HostBase } from './agent-host.ts'
import type { Reporter } from './reporter.ts'

/** The agent's own process, and what is read off it. */
export class Self {
  readonly host: AgentHost
  readonly #base: HostBase
  readonly #reporter: Reporter

  /** `heard` gets every fact of the process after it evolved. */
  constructor(base: HostBase, reporter: Reporter, heard: (fact: AgentFact) => void) {
    this.#base = base
    this.#reporter = reporter
    this.host = createAgentHost(base, heard)
  }

  get state(): AgentState {
    return this.host.state(this.#base.config.node)
  }

  post(input: AgentInput): void {
    this.host.post(this.#base.config.node, input)
  }

  linked(): boolean {
    const { ports, config } = this.#base
    return isLinked(this.state.soft, ports.clock.mono(), config.health.silenceMs)
  }

  /** Until it is assigned, a node is a site of its own. */
  site(): string {
    const { assignment, node } = this.state.hard
    return assignment?.site ?? node
  }

  /** The cloud's key that came with the first assignment; undefined before it. */
  pinned(): Uint8Array | undefined {
    return fromHex(this.state.hard.cloudKey ?? 'none')
  }

  introduction(): Introduction {
    const { ports, config } = this.#base
    const { sign, seal } = ports.keyring.publicKeys
    return {
      lan: this.#reporter.advertised(),
      kubelet: config.kubeletAddress,
      version: config.version,
      signKey: sign,
      sealKey: seal,
    }
  }

  /** Tells those who observe it how it is, and what it thinks of others. */
  report(round: Report['round'], ballots: Report['ballots']): void {
    const { config } = this.#base
    const { hard, soft } = this.state
    const tokens = { site: this.site(), node: config.node, topic: peerTopics.report }
    const report: Report = {
      node: config.node,
      incarnation: incarnation(hard.incarnation),
      round,
      kubelet: soft.kubelet,
      linked: this.linked(),
      ballots,
    }
    this.#reporter.say(subjectOf('peer', config.cluster, tokens), encodeReport(report))
  }
}
