// The state of a node's process in the cloud: what survives a restart, and what was seen and heard.
import {
  nodeId,
  siteId,
  type Incarnation,
  type NodeId,
  type Round,
  type SiteId,
} from '../kernel/ids.ts'
import type { State } from '../kernel/process.ts'
import type { Hlc, MonoMs } from '../kernel/time.ts'
import type { CountedBallot } from './counted-ballots.ts'
import type { NodeSeen } from './inputs.ts'
import type { ToldBallot } from './told-ballots.ts'
import type { Beat, KubeletHealth, Presence, Verdict } from './words.ts'

/** What survives a restart. */
export interface NodeHard {
  readonly node: NodeId
  /** Whether it is managed: it has beaten, and Kubernetes knows it. */
  readonly enrolled: boolean
  readonly site: SiteId
  /** 0 before the first beat. */
  readonly incarnation: number
  /** The epoch of its agent's journal at its birth; an incarnation of another epoch is another life. */
  readonly epoch: number | undefined
  /** Sessions up to this incarnation are over. */
  readonly endedUpTo: number
  readonly kubelet: KubeletHealth
  readonly agentAway: boolean
  readonly verdict: Verdict
  readonly since: Hlc | undefined
  /** The verdict was declared by an operator. */
  readonly declared: boolean
  readonly holdEnded: boolean
  /** The incarnation and round that the last verdict stood on. */
  readonly judgedIn: { readonly incarnation: Incarnation; readonly round: Round } | undefined
}

/** A kubelet's or the holder's renewal of the Lease. */
export interface LeaseKnown {
  /** As it stands in the Lease. */
  readonly renewMicros: number
  /** The latest that ever stood there: only what is later is a renewal to Kubernetes. */
  readonly latestMicros: number
  /** When the latest was written, as far as this clock can tell. */
  readonly at: MonoMs
}

/** What was seen and heard since the process began. */
export interface NodeSoft {
  /** Since when the cloud has been able to hear this node; undefined while it cannot. */
  readonly listeningSince: MonoMs | undefined
  /** The last beat of a living session on a direct path. */
  readonly beatAt: MonoMs | undefined
  readonly relayedAt: MonoMs | undefined
  /** The peer that relayed its last relayed beat. */
  readonly relay: NodeId | undefined
  /** The kubelet's last own renewal. */
  readonly renewedAt: MonoMs | undefined
  /** Beats of a session that is over: the first and the last without a long break. */
  readonly ended: { readonly since: MonoMs; readonly at: MonoMs } | undefined
  readonly lease: LeaseKnown | undefined
  readonly seen: NodeSeen | undefined
  /** What the last beat of a node that is not managed yet said. */
  readonly candidate:
    Pick<Beat, 'incarnation' | 'stateEpoch' | 'kubelet' | 'introduction'> | undefined
  readonly observers: readonly NodeId[]
  readonly siteCut: boolean
  readonly ballots: readonly CountedBallot[]
  /** What this node itself said about others, as far as they were told. */
  readonly told: readonly ToldBallot[]
  /** What its site was last told of it. */
  readonly presence: Presence | undefined
  readonly presentSince: MonoMs | undefined
  /** How often it fell silent in short succession. */
  readonly lapses: number
  /** Since when its beats have come without a gap. */
  readonly steadySince: MonoMs | undefined
}

/** The state of one node. */
export type NodeState = State<NodeHard, NodeSoft>

const nothingSeen: NodeSoft = {
  listeningSince: undefined,
  beatAt: undefined,
  relayedAt: undefined,
  relay: undefined,
  renewedAt: undefined,
  ended: undefined,
  lease: undefined,
  seen: undefined,
  candidate: undefined,
  observers: [],
  siteCut: false,
  ballots: [],
  told: [],
  presence: undefined,
  presentSince: undefined,
  lapses: 0,
  steadySince: undefined,
}

/**
 * A copy for whoever changes some of it at every beat. Its fields are written out, because V8 makes
 * of a spread of so many an object in two parts that takes four times as long and twice the room.
 */
export function copyOf(soft: NodeSoft): { -readonly [Field in keyof NodeSoft]: NodeSoft[Field] } {
  return {
    listeningSince: soft.listeningSince,
    beatAt: soft.beatAt,
    relayedAt: soft.relayedAt,
    relay: soft.relay,
    renewedAt: soft.renewedAt,
    ended: soft.ended,
    lease: soft.lease,
    seen: soft.seen,
    candidate: soft.candidate,
    observers: soft.observers,
    siteCut: soft.siteCut,
    ballots: soft.ballots,
    told: soft.told,
    presence: soft.presence,
    presentSince: soft.presentSince,
    lapses: soft.lapses,
    steadySince: soft.steadySince,
  }
}

/** A node of which nothing is known. */
export function unknownNode(key: string): NodeState {
  const hard: NodeHard = {
    node: nodeId(key),
    enrolled: false,
    site: siteId(key),
    incarnation: 0,
    epoch: undefined,
    endedUpTo: 0,
    kubelet: 'unknown',
    agentAway: false,
    verdict: 'healthy',
    since: undefined,
    declared: false,
    holdEnded: false,
    judgedIn: undefined,
  }
  return { hard, soft: nothingSeen }
}
