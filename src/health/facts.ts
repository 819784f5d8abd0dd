// The facts of health. Durable ones change hard state; volatile ones only soft state.
import type { Incarnation, NodeId, SiteId } from '../kernel/ids.ts'
import type {
  Assignment,
  Ballot,
  Evidence,
  KubeletHealth,
  Opinion,
  Tally,
  Verdict,
} from './words.ts'
import type { LeaseSeen, NodeSeen, SiteSeen } from './inputs.ts'

/** Facts about one node, in the cloud (key: node). */
export type NodeFact =
  | {
      readonly kind: 'node-enrolled'
      readonly node: NodeId
      readonly site: SiteId
      readonly incarnation: Incarnation
    }
  | { readonly kind: 'node-born'; readonly node: NodeId; readonly incarnation: Incarnation }
  | { readonly kind: 'site-assigned'; readonly node: NodeId; readonly site: SiteId }
  | { readonly kind: 'kubelet-reported'; readonly node: NodeId; readonly kubelet: KubeletHealth }
  | { readonly kind: 'agent-lost'; readonly node: NodeId }
  | { readonly kind: 'agent-returned'; readonly node: NodeId }
  | {
      readonly kind: 'verdict-reached'
      readonly node: NodeId
      readonly verdict: Verdict
      readonly previous: Verdict
      readonly evidence: Evidence
    }
  | {
      readonly kind: 'verdict-declared'
      readonly node: NodeId
      readonly verdict: 'failed' | 'healthy'
      readonly by: string
    }
  | { readonly kind: 'hold-ended'; readonly node: NodeId; readonly reason: string }
  | { readonly kind: 'node-forgotten'; readonly node: NodeId }
  | NodeObservation

/** Volatile: what was seen or heard just now, in the cloud (key: node). */
export type NodeObservation =
  | {
      readonly kind: 'beat-heard'
      readonly node: NodeId
      readonly path: 'direct' | 'relayed'
      readonly incarnation: Incarnation
    }
  | { readonly kind: 'ballot-counted'; readonly node: NodeId; readonly ballot: Ballot }
  | { readonly kind: 'node-observed'; readonly node: NodeId; readonly seen: NodeSeen | undefined }
  | { readonly kind: 'lease-observed'; readonly node: NodeId; readonly seen: LeaseSeen }
  | { readonly kind: 'site-observed'; readonly node: NodeId; readonly seen: SiteSeen }
  | { readonly kind: 'bus-observed'; readonly node: NodeId; readonly up: boolean }
  | { readonly kind: 'fell-silent'; readonly node: NodeId; readonly site: SiteId }
  | { readonly kind: 'was-heard'; readonly node: NodeId; readonly site: SiteId }

/** Facts about one site, in the cloud (key: site). */
export type SiteFact =
  | {
      readonly kind: 'site-cut'
      readonly site: SiteId
      readonly silent: readonly NodeId[]
      readonly members: readonly NodeId[]
    }
  | { readonly kind: 'site-healed'; readonly site: SiteId }
  | {
      readonly kind: 'member-observed'
      readonly site: SiteId
      readonly node: NodeId
      readonly state: 'heard' | 'silent' | 'dead' | 'left'
    }

/** Facts about one peer, on an edge node (key: peer). */
export type PeerFact =
  | {
      readonly kind: 'peer-tallied'
      readonly node: NodeId
      readonly incarnation: Incarnation
      readonly tally: Tally
      readonly ballots: readonly Ballot[]
    }
  | {
      readonly kind: 'report-heard'
      readonly node: NodeId
      readonly incarnation: Incarnation
      readonly round: number
      readonly kubelet: KubeletHealth
    }
  | { readonly kind: 'probe-answered'; readonly node: NodeId; readonly alive: boolean }
  | { readonly kind: 'ballot-heard'; readonly node: NodeId; readonly ballot: Ballot }
  | {
      readonly kind: 'ballot-cast'
      readonly node: NodeId
      readonly opinion: Opinion
      readonly ballot: Ballot
    }

/** Facts about the agent itself, on an edge node (key: its node). */
export type AgentFact =
  | { readonly kind: 'incarnation-began'; readonly node: NodeId; readonly incarnation: Incarnation }
  | { readonly kind: 'kubelet-changed'; readonly node: NodeId; readonly kubelet: KubeletHealth }
  | {
      readonly kind: 'link-changed'
      readonly node: NodeId
      readonly link: 'linked' | 'relayed' | 'alone'
      readonly path: string
    }
  | {
      readonly kind: 'assignment-learned'
      readonly node: NodeId
      readonly assignment: Assignment
      /** The cloud's public key for signatures (hex), pinned at the first assignment. */
      readonly cloudKey: string
    }
  | AgentObservation

/** Volatile: what an agent saw of itself just now (key: its node). */
export type AgentObservation =
  | { readonly kind: 'kubelet-checked'; readonly node: NodeId; readonly kubelet: KubeletHealth }
  | { readonly kind: 'transport-changed'; readonly node: NodeId; readonly up: boolean }
  /** The cloud echoed a beat that was sent `agoMs` ago. */
  | { readonly kind: 'beat-answered'; readonly node: NodeId; readonly agoMs: number }

/** Every fact of this area. */
export type HealthFact = NodeFact | SiteFact | PeerFact | AgentFact
