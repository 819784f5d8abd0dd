// What a node's journal brings back at a start: the agent's own facts, and those about its peers and its pods' addresses.
import type { Part } from '../bus/lifecycle.ts'
import { replayFacts } from '../bus/journal-facts.ts'
import type { Fact } from '../src/facts.ts'
import type { AgentFact, PeerFact } from '../src/health/facts.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { AgentHost, HostBase } from './agent-host.ts'
import { isOfAddresses, type Ipam } from './ipam/part.ts'
import type { PeerHost } from './peer-host.ts'

type Kept = AgentFact | PeerFact
const owners: Readonly<Partial<Record<Fact['kind'], 'agent' | 'peer'>>> = {
  'incarnation-began': 'agent',
  'kubelet-changed': 'agent',
  'link-changed': 'agent',
  'assignment-learned': 'agent',
  'peer-met': 'peer',
  'peer-tallied': 'peer',
} satisfies Partial<Record<Kept['kind'], 'agent' | 'peer'>>

/** Replays the journal into the hosts. */
export function replayPart(
  { journal, stamps, ports, config }: HostBase,
  agent: AgentHost,
  peers: { readonly replay: PeerHost['replay'] },
  addresses: Pick<Ipam, 'replay'> | undefined,
): Part {
  return {
    name: 'replay',
    start: (done) =>
      replayFacts(
        journal,
        ['state', 'audit'],
        (fact, hlc) => {
          stamps.heard(hlc)
          if (isOfAddresses(fact)) return addresses?.replay(fact, hlc)
          const owner = owners[fact.kind]
          if (owner === 'agent') agent.replay(config.node, fact as AgentFact, hlc)
          if (owner === 'peer') peers.replay((fact as PeerFact).node, fact as PeerFact, hlc)
        },
        (outcome) => {
          if (isFault(outcome)) return done(outcome)
          const { unknown } = outcome
          if (unknown > 0) ports.tap('info', 'facts not understood are kept', { unknown })
          done(undefined)
        },
      ),
    stop: (done) => done(),
  }
}
