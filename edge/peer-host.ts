// The host of a node's peers: one process a peer, and the probes it wants.
import { Host } from '../bus/host.ts'
import { journalSink } from '../bus/journal-facts.ts'
import type { HealthConfig } from '../src/health/config.ts'
import type { PeerFact } from '../src/health/facts.ts'
import type { PeerAction, PeerInput } from '../src/health/inputs.ts'
import { peerHealth } from '../src/health/peer-health.ts'
import type { PeerHard, PeerSoft } from '../src/health/peer-state.ts'
import type { Member } from '../src/health/words.ts'
import { nodeId, type NodeId } from '../src/kernel/ids.ts'
import type { HostBase } from './agent-host.ts'
import { createPeerProbes } from './peer-probes.ts'

/** The host of the peers; its keys are their nodes. */
export type PeerHost = Host<PeerHard, PeerSoft, PeerInput, PeerFact, PeerAction, HealthConfig>

/** Inputs of one peer that may wait while a fact is being written. */
const inboxMax = 1_024

/** The host, and the end of its probes. */
export function createPeerHost(
  base: HostBase,
  hooks: {
    readonly member: (node: NodeId) => Member | undefined
    readonly heard: (fact: PeerFact) => void
  },
): { readonly host: PeerHost; readonly stop: () => void } {
  const { ports, config, journal, stamps } = base
  const host: PeerHost = new Host<
    PeerHard,
    PeerSoft,
    PeerInput,
    PeerFact,
    PeerAction,
    HealthConfig
  >({
    process: peerHealth,
    config: config.health,
    clock: ports.clock,
    random: ports.random.fork('peers'),
    stamp: stamps.next,
    sink: journalSink<PeerFact>(journal),
    tick: { kind: 'tick' },
    want: (node, actions) => probes.want(node, actions),
    heard: (_key, fact) => hooks.heard(fact),
    inboxMax,
    retryMs: config.health.roundMs,
  })
  const probes = createPeerProbes({
    ports,
    config,
    member: hooks.member,
    probed: (node, alive) => host.post(nodeId(node), { kind: 'probed', alive }),
  })
  const stop = (): void => {
    host.stop()
    probes.stop()
  }
  return { host, stop }
}
