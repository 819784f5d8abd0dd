// The vocabulary of health: beats, reports, ballots, tallies, verdicts and their evidence.
import type { Incarnation, NodeId, Round, SiteId } from '../kernel/ids.ts'

/** What an agent says of its own kubelet: `unknown` until first asked. */
export type KubeletHealth = 'ok' | 'dead' | 'unknown'

/** A peer's opinion in one round. */
export type Opinion = 'alive' | 'dead' | 'abstain'

/** What the assigned observers have settled in one (node, incarnation, round). */
export type Tally = 'open' | 'alive' | 'dead'

/** What is decided about a node. */
export type Verdict = 'healthy' | 'isolated' | 'failed'

/** How a node reaches the cloud: a direct path works; only a peer's works; none does. */
export type Link = 'linked' | 'relayed' | 'alone'

/**
 * What the cloud hears of a member of a site: `unheard` not yet since it listens, `heard`,
 * `silent` for a full window, `dead` silent and tallied dead, `left` no member any more.
 */
export type Presence = 'unheard' | 'heard' | 'silent' | 'dead' | 'left'

/** One observer's opinion of one subject, the same in every round from `since` to `round`. */
export interface Ballot {
  readonly observer: NodeId
  readonly subject: NodeId
  readonly incarnation: Incarnation
  readonly since: Round
  readonly round: Round
  readonly opinion: Opinion
}

/** How an agent says where it listens, its version and its keys: in a birth and until it is assigned. */
export interface Introduction {
  /** `host:port` of the node's LAN broker. */
  readonly lan: string
  /** `host:port` that peers probe for the kubelet (10250). */
  readonly kubelet: string
  readonly version: string
  /** Raw 32-byte public keys. */
  readonly signKey: Uint8Array
  readonly sealKey: Uint8Array
}

/** "I am here": volatile, sent each `beatMs` on a direct path. */
export interface Beat {
  readonly node: NodeId
  readonly site: SiteId | undefined
  readonly incarnation: Incarnation
  readonly round: Round
  readonly kubelet: KubeletHealth
  /** The first beat of an incarnation. */
  readonly birth: boolean
  readonly introduction: Introduction | undefined
  /** Digest (u32) of the assignment held; 0 for none. The cloud sends it again where it differs. */
  readonly assignment: number
  /** Last sequence of the node's `state` lane and its epoch, for the lag. */
  readonly stateEpoch: number
  readonly stateLast: number
  /** This node's ballots about the peers it observes, the latest about each. */
  readonly ballots: readonly Ballot[]
  /** Not 0: the number of this beat, which the cloud is asked to echo on `down.<node>`. */
  readonly ask: number
  /** Where the node is in the feeds `all`, of its site and its own, once it follows them. */
  readonly feeds?: readonly FeedPlace[] | undefined
}

/** The last fact that a node has of a feed, and 32 bits for epoch, place and all that it holds there. */
export interface FeedPlace {
  readonly seq: number
  readonly mark: number
}

/** What a node says on its own LAN broker each round: itself, and the ballots it knows. */
export interface Report {
  readonly node: NodeId
  readonly incarnation: Incarnation
  readonly round: Round
  readonly kubelet: KubeletHealth
  /** Whether the cloud hears this node directly, as far as it knows. */
  readonly linked: boolean
  readonly ballots: readonly Ballot[]
}

/** Where a member of one's own site can be reached. */
export interface Member {
  readonly node: NodeId
  readonly lan: string
  readonly kubelet: string
  /** Its public key for signatures, in hexadecimal; a cloud of the version before does not tell it. */
  readonly signKey?: string
}

/** What the cloud tells a node about its site. `members` includes the node itself, sorted by name. */
export interface Assignment {
  readonly node: NodeId
  readonly site: SiteId
  readonly shard: number
  readonly members: readonly Member[]
}

/** Why a verdict was reached; stored with it and printed by `why`. */
export interface Evidence {
  /** Whether the cloud heard the node, by which sign, and how long ago (ms). */
  readonly heard: boolean
  readonly beatAgoMs: number | undefined
  readonly leaseAgoMs: number | undefined
  /** How long ago a peer relayed a beat of it (ms). */
  readonly relayedAgoMs: number | undefined
  readonly tally: Tally
  readonly incarnation: Incarnation | undefined
  readonly round: Round | undefined
  readonly ballots: readonly Ballot[]
  readonly observers: readonly NodeId[]
  readonly siteCut: boolean
  /** One sentence for people. */
  readonly because: string
}
