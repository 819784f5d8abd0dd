// The host of the agent's own process, and what it is fed from: the transport, the kubelet, the cloud.
import { Host } from '../bus/host.ts'
import { journalSink } from '../bus/journal-facts.ts'
import type { Journal } from '../bus/journal.ts'
import type { Stamps } from '../bus/stamps.ts'
import {
  agentProcess,
  type AgentConfig,
  type AgentHard,
  type AgentInput,
  type AgentSoft,
} from '../src/health/agent.ts'
import type { AgentFact } from '../src/health/facts.ts'
import type { EdgeConfig } from './config.ts'
import type { EdgePorts } from './ports.ts'

/** The host of one agent; its only key is its node. */
export type AgentHost = Host<AgentHard, AgentSoft, AgentInput, AgentFact, never, AgentConfig>

/** What every host of an agent stands on. */
export interface HostBase {
  readonly ports: EdgePorts
  readonly config: EdgeConfig
  readonly journal: Journal
  readonly stamps: Stamps
}

/** Inputs that may wait while a fact is being written. */
const inboxMax = 1_024

/** The host; `heard` gets every fact after it evolved. */
export function createAgentHost(base: HostBase, heard: (fact: AgentFact) => void): AgentHost {
  const { ports, config, journal, stamps } = base
  return new Host<AgentHard, AgentSoft, AgentInput, AgentFact, never, AgentConfig>({
    process: agentProcess,
    config: { silenceMs: config.health.silenceMs, path: config.path },
    clock: ports.clock,
    random: ports.random.fork('agent'),
    stamp: stamps.next,
    sink: journalSink<AgentFact>(journal),
    tick: { kind: 'tick' },
    want: () => {},
    heard: (_key, fact) => heard(fact),
    inboxMax,
    retryMs: config.health.beatMs,
  })
}
