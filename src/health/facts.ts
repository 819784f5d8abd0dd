// The facts of health. Durable ones change hard state; volatile ones only soft state.
import type { Incarnation, NodeId, Round, SiteId } from '../kernel/ids.ts'
import type {
  Assignment,
  Ballot,
  Beat,
  Evidence,
  KubeletHealth,
  Link,
  Presence,
  Report,
  Tally,
  Verdict,
} from './words.ts'
import type { FenceInput } from './fence-words.ts'
import type { LeaseSeen, NodeSeen, ObserverSelf, Speech } from './inputs.ts'

/** Facts about one node, in the cloud (key: node). */
export type NodeFact =
  | {
      readonly kind: 'node-enrolled'
      readonly node: NodeId
      readonly site: SiteId
      readonly incarnation: Incarnation
      /** Of its agent's journal; not told by the earliest facts. */
      readonly epoch: number | undefined
      readonly kubelet: KubeletHealth
    }
  | {
      readonly kind: 'node-born'
      readonly node: NodeId
      readonly incarnation: Incarnation
      readonly epoch: number | undefined
    }
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
      readonly previous: Verdict
      readonly by: string
    }
  /** The session of a node that failed is over; so are all before it. */
  | { readonly kind: 'session-ended'; readonly node: NodeId; readonly incarnation: Incarnation }
  | { readonly kind: 'hold-ended'; readonly node: NodeId; readonly reason: string }
  | { readonly kind: 'node-forgotten'; readonly node: NodeId }
  | NodeObservation

/** Volatile: what was seen or heard just now, in the cloud (key: node). */
export type NodeObservation =
  | {
      readonly kind: 'beat-heard'
      readonly node: NodeId
      readonly path: 'direct' | 'relayed'
      /** The peer that relayed it. */
      readonly relay?: NodeId | undefined
      readonly beat: Beat
      /** It came on a direct path, and none is missing between the last one and it. */
      readonly follows: boolean
      /** Ballots of this beat that the subjects' processes need to be told. */
      readonly told: readonly Ballot[]
    }
  /** A beat of a session that is over: failed, or older than the one known. */
  | {
      readonly kind: 'ended-session-heard'
      readonly node: NodeId
      /** It was heard not long before, too. */
      readonly again: boolean
    }
  | {
      readonly kind: 'ballot-counted'
      readonly node: NodeId
      readonly ballot: Ballot
      readonly observerHeard: boolean
    }
  | { readonly kind: 'node-observed'; readonly node: NodeId; readonly seen: NodeSeen | undefined }
  | {
      readonly kind: 'lease-observed'
      readonly node: NodeId
      readonly seen: LeaseSeen
      /** How old the renewal already was when it was first seen. */
      readonly ageMs: number
    }
  | {
      readonly kind: 'observers-observed'
      readonly node: NodeId
      readonly observers: readonly NodeId[]
    }
  | {
      readonly kind: 'site-observed'
      readonly node: NodeId
      readonly site: SiteId
      readonly cut: boolean
    }
  | { readonly kind: 'hearing-observed'; readonly node: NodeId; readonly up: boolean }
  | {
      readonly kind: 'presence-changed'
      readonly node: NodeId
      readonly site: SiteId
      readonly presence: Presence
      /** How often it fell silent in short succession. */
      readonly lapses: number
    }

/** Facts about one site, in the cloud (key: site). */
export type SiteFact =
  | {
      readonly kind: 'site-cut'
      readonly site: SiteId
      readonly silent: readonly NodeId[]
      readonly members: readonly NodeId[]
    }
  | {
      readonly kind: 'site-healed'
      readonly site: SiteId
      readonly heard: readonly NodeId[]
      readonly members: readonly NodeId[]
    }
  | {
      readonly kind: 'member-observed'
      readonly site: SiteId
      readonly node: NodeId
      readonly presence: Presence
    }
  /** Who observes whom, for those nodes for whom it changed (volatile). */
  | {
      readonly kind: 'observers-assigned'
      readonly site: SiteId
      readonly members: readonly NodeId[]
      readonly changed: ReadonlyMap<NodeId, readonly NodeId[]>
      readonly cut: boolean
    }
  | {
      readonly kind: 'speech-changed'
      readonly site: SiteId
      readonly speech: Speech
      readonly before: Speech | undefined
    }

/** Facts about the cloud's own hearing (key: `cloud`), volatile. */
export type HearingFact =
  | { readonly kind: 'bus-observed'; readonly up: boolean }
  | {
      readonly kind: 'speech-observed'
      readonly site: SiteId
      readonly speech: Speech
      readonly before: Speech | undefined
    }
  | { readonly kind: 'hearing-changed'; readonly up: boolean }

/** Facts about Kubernetes itself (key: `kubernetes`). */
export type KubeFact =
  /** It was restored from an older etcd: the newest resource version that was seen, and what was found at `path`. */
  {
    readonly kind: 'kubernetes-restored'
    readonly path: string
    readonly had: string
    readonly found: string
  }

/** Facts about one peer, on an edge node (key: peer). */
export type PeerFact =
  /** A newer incarnation of the peer was heard of. */
  | { readonly kind: 'peer-met'; readonly node: NodeId; readonly incarnation: Incarnation }
  | {
      readonly kind: 'peer-tallied'
      readonly node: NodeId
      readonly incarnation: Incarnation
      readonly round: Round
      readonly tally: Tally
      readonly ballots: readonly Ballot[]
    }
  | { readonly kind: 'report-heard'; readonly node: NodeId; readonly report: Report }
  | { readonly kind: 'probe-answered'; readonly node: NodeId; readonly alive: boolean }
  | {
      readonly kind: 'ballot-heard'
      readonly node: NodeId
      readonly ballot: Ballot
      /** Its round is ahead of what this observer counted on its own. */
      readonly ahead: boolean
    }
  | { readonly kind: 'ballot-cast'; readonly node: NodeId; readonly ballot: Ballot }
  | { readonly kind: 'self-observed'; readonly node: NodeId; readonly self: ObserverSelf }
  | {
      readonly kind: 'peer-assigned'
      readonly node: NodeId
      readonly self: NodeId
      readonly observers: readonly NodeId[]
    }
  /** The process ran; `late` when it should have run long before. */
  | { readonly kind: 'round-observed'; readonly node: NodeId; readonly late: boolean }

/** Facts about the agent itself, on an edge node (key: its node). */
export type AgentFact =
  | { readonly kind: 'incarnation-began'; readonly node: NodeId; readonly incarnation: Incarnation }
  | { readonly kind: 'kubelet-changed'; readonly node: NodeId; readonly kubelet: KubeletHealth }
  | {
      readonly kind: 'link-changed'
      readonly node: NodeId
      readonly link: Link
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
  /** The cloud echoed a beat that was sent `agoMs` ago; `relay` is the peer that helped, if one did. */
  | {
      readonly kind: 'beat-answered'
      readonly node: NodeId
      readonly agoMs: number
      readonly relay: NodeId | undefined
    }

/** Facts about a node's singletons, on the node itself (key: its node). */
export type FenceFact =
  /** It stops them, because others may soon be allowed to start them. */
  | { readonly kind: 'fenced'; readonly node: NodeId; readonly because: string }
  /** The cloud has told it what became of them: those that are still to run there do. */
  | { readonly kind: 'unfenced'; readonly node: NodeId }
  | {
      readonly kind: 'fence-observed'
      readonly node: NodeId
      readonly seen: Exclude<FenceInput, { kind: 'tick' }>
    }

/** Every fact of this area. */
export type HealthFact =
  NodeFact | SiteFact | HearingFact | KubeFact | PeerFact | AgentFact | FenceFact
