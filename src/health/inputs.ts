// What comes in about nodes, sites and peers, and what the processes want done about them.
import type { Incarnation, NodeId, SiteId } from '../kernel/ids.ts'
import type { Ballot, Beat, Presence, Report, Verdict } from './words.ts'

/** A taint as Kubernetes spells it. */
export interface Taint {
  readonly key: string
  readonly value?: string
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'
}

/** What matters here of a Node object (`nodeSeen` makes it of what the reflector saw). */
export interface NodeSeen {
  readonly uid: string
  readonly site: SiteId
  readonly ready: 'True' | 'False' | 'Unknown' | undefined
  /** Reason of the Ready condition; the node lifecycle controller writes `NodeStatusUnknown`. */
  readonly readyReason: string | undefined
  /** Status of the condition `CausewayLinked`, if there. */
  readonly linked: 'True' | 'False' | 'Unknown' | undefined
  readonly taints: readonly Taint[]
  /** From the annotation `causeway.io/max-hold` or OpenYurt's autonomy duration, if there. */
  readonly maxHoldMs: number | undefined
  /** It was marked when Causeway said that it is out of service. */
  readonly isOutByUs?: boolean
}

/** What matters of a node's Lease. `own` says that a holder wrote this renewal itself, or an older etcd had it: no kubelet did. */
export interface LeaseSeen {
  readonly own: boolean
  /** `renewTime` in microseconds since 1970. */
  readonly renewMicros: number
  /** What a holder wrote last, which a kubelet whose clock is behind may have replaced since. */
  readonly heldMicros?: number | undefined
}

/** Inputs of the cloud's process of one node. */
export type NodeInput =
  /** `relay`: the peer that relayed it. */
  | {
      readonly kind: 'beat'
      readonly beat: Beat
      readonly path: 'direct' | 'relayed'
      readonly relay?: NodeId | undefined
    }
  /** `observerHeard`: whether the observer's beat that carried it came on a direct path. */
  | { readonly kind: 'ballot'; readonly ballot: Ballot; readonly observerHeard: boolean }
  /** undefined: Kubernetes has no such Node (seen deleted, or missing from a full list). */
  | { readonly kind: 'node-seen'; readonly seen: NodeSeen | undefined }
  | { readonly kind: 'lease-seen'; readonly seen: LeaseSeen }
  /** The peers assigned to observe this node. */
  | { readonly kind: 'observers'; readonly observers: readonly NodeId[] }
  | { readonly kind: 'site'; readonly site: SiteId; readonly cut: boolean }
  /** Whether the cloud can hear at all. Posted at start when the bus is up, and at each change. */
  | { readonly kind: 'hearing'; readonly up: boolean }
  | { readonly kind: 'declare'; readonly verdict: 'failed' | 'healthy'; readonly by: string }
  | { readonly kind: 'tick' }

/** What the cloud's process of one node wants done. */
export type NodeAction =
  /**
   * Renew later than `afterMicros` and than what is stored: with now, if that is at most `leapMs` later, else with 1 µs
   * later. Kubernetes counts only what is later than all before, so a clock that is ahead must not be followed.
   */
  | {
      readonly kind: 'renew-lease'
      readonly key: string
      readonly node: NodeId
      readonly afterMicros: number
      readonly leapMs: number
    }
  | {
      readonly kind: 'set-taint'
      readonly key: string
      readonly node: NodeId
      readonly taint: Taint
      readonly present: boolean
    }
  | {
      readonly kind: 'set-linked'
      readonly key: string
      readonly node: NodeId
      readonly linked: boolean
      readonly verdict: Verdict
    }
  /** Put back the conditions the kubelet last reported, and Ready of the node's pods. */
  | { readonly kind: 'restore-ready'; readonly key: string; readonly node: NodeId }
  /** Tell Kubernetes that the node is out of service, if one of its StatefulSets waits for that, not before a time of the wall clock. */
  | {
      readonly kind: 'set-service'
      readonly key: string
      readonly node: NodeId
      readonly out: true
      readonly notBeforeMs: number
    }
  | {
      readonly kind: 'set-service'
      readonly key: string
      readonly node: NodeId
      readonly out: false
    }
  /** Tell an ended session's agent to begin an incarnation above this one. */
  | {
      readonly kind: 'ask-rebirth'
      readonly key: string
      readonly node: NodeId
      readonly above: Incarnation
    }

/** Inputs of the cloud's process of one site. */
export type SiteInput =
  | { readonly kind: 'member'; readonly node: NodeId; readonly presence: Presence }
  | { readonly kind: 'tick' }

/** Inputs of the cloud's process of its own hearing (one per cloud, key `cloud`). */
export type HearingInput =
  | { readonly kind: 'bus'; readonly up: boolean }
  | {
      readonly kind: 'site'
      readonly site: SiteId
      readonly speech: Speech
      readonly before: Speech | undefined
    }

/** Inputs of the cloud's process of Kubernetes (one per cloud, key `kubernetes`). */
export type KubeInput =
  | {
      readonly kind: 'restored'
      readonly path: string
      readonly had: string
      readonly found: string
    }
  | { readonly kind: 'tick' }

/** How much a site is heard: `some` member is, `none` is and all are known to be silent, or not known yet. */
export interface Speech {
  readonly members: number
  readonly heard: 'some' | 'none' | 'unknown'
}

/** Inputs of an edge's process of one peer of its site. */
export type PeerInput =
  | { readonly kind: 'report'; readonly report: Report }
  | { readonly kind: 'probed'; readonly alive: boolean }
  /** A ballot about this peer, found in somebody's report. */
  | { readonly kind: 'ballot'; readonly ballot: Ballot }
  /** How this observer is: whether it ran late, and what it reaches. Each round, and at changes. */
  | { readonly kind: 'self'; readonly self: ObserverSelf }
  | {
      readonly kind: 'assigned'
      /** This node, the observer. */
      readonly self: NodeId
      readonly observers: readonly NodeId[]
    }
  | { readonly kind: 'tick' }

/** What an observer knows of its own fitness to judge. */
export interface ObserverSelf {
  readonly missedTimers: boolean
  readonly subjects: number
  readonly subjectsReached: number
  /** Whether it reaches its gateway or the cloud, and did after it last heard of those that it does not reach. */
  readonly outsideReached: boolean
  /** Whether the cloud hears it directly. */
  readonly linked: boolean
}

/** What an edge's process of one peer wants done. */
export type PeerAction =
  /** Try TCP 10250 of the peer; any HTTP answer is life. */
  { readonly kind: 'probe'; readonly key: string; readonly node: NodeId }
