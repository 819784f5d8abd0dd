// What a node's journal brings back at a start: the agent's own facts, and those about its peers and its pods' addresses.
import type { Part } from '../bus/lifecycle.ts'
import { replayFacts } from '../bus/journal-facts.ts'
import type { Fact } from '../src/facts.ts'
import type { AgentFact, FenceFact, PeerFact } from '../src/health/facts.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { NodeWriteFact } from '../src/mirror/pending/facts.ts'
import type { AgentHost, HostBase } from './agent-host.ts'
import { isOfAddresses, type Ipam } from './ipam/part.ts'
import type { Fence } from './fence/fence.ts'
import type { PeerHost } from './peer-host.ts'
import type { Writes } from './writes/writes.ts'

type Kept = AgentFact | PeerFact | FenceFact | NodeWriteFact
type Owner = 'agent' | 'peer' | 'fence' | 'writes'
const owners: Readonly<Partial<Record<Fact['kind'], Owner>>> = {
  'incarnation-began': 'agent',
  'kubelet-changed': 'agent',
  'link-changed': 'agent',
  'assignment-learned': 'agent',
  'peer-met': 'peer',
  'peer-tallied': 'peer',
  fenced: 'fence',
  unfenced: 'fence',
  'write-accepted': 'writes',
  'writes-settled': 'writes',
} satisfies Partial<Record<Kept['kind'], Owner>>

/** Who is told of the facts of a node's journal; what a node has not is undefined. */
export interface ReplayEars {
  readonly agent: AgentHost
  readonly peers: { readonly replay: PeerHost['replay'] }
  readonly fence: Pick<Fence, 'replay'>
  readonly addresses: Pick<Ipam, 'replay'> | undefined
  readonly writes: Pick<Writes, 'replay'> | undefined
}

/** Replays the journal into the hosts. */
export function replayPart(
  { journal, stamps, ports, config }: HostBase,
  { agent, peers, fence, addresses, writes }: ReplayEars,
): Part {
  return {
    name: 'replay',
    start: (done) =>
      replayFacts(
        journal,
        ['state', 'audit'],
        {
          own: (fact, hlc) => {
            stamps.heard(hlc)
            if (isOfAddresses(fact)) return addresses?.replay(fact, hlc)
            const owner = owners[fact.kind]
            if (owner === 'agent') agent.replay(config.node, fact as AgentFact, hlc)
            if (owner === 'peer') peers.replay((fact as PeerFact).node, fact as PeerFact, hlc)
            if (owner === 'fence') fence.replay(fact as FenceFact, hlc)
            if (owner === 'writes') writes?.replay(fact as NodeWriteFact, hlc)
          },
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
