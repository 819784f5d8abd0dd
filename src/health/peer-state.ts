// The state of an edge's process of one peer: what is settled of it, and what was seen and heard.
import { nodeId, type Incarnation, type NodeId, type Round } from '../kernel/ids.ts'
import type { State } from '../kernel/process.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { CountedBallot } from './counted-ballots.ts'
import type { ObserverSelf } from './inputs.ts'
import type { RoundHeard } from './round.ts'
import type { Ballot, KubeletHealth, Tally } from './words.ts'

/** What survives a restart. */
export interface PeerHard {
  readonly node: NodeId
  /** The newest incarnation heard of; 0 before the first report. */
  readonly incarnation: Incarnation
  /** What was settled last, and in which round; it stands until something else is settled. */
  readonly tally: Tally
  readonly round: Round | undefined
  /** The incarnation of which it was settled; the lanes of a journal come back one after the other. */
  readonly talliedIn: Incarnation | undefined
}

/** What was seen and heard since the process began. */
export interface PeerSoft {
  /** This node, the observer. */
  readonly self: NodeId | undefined
  readonly observers: readonly NodeId[]
  readonly fitness: ObserverSelf | undefined
  /** Since when it has listened without a break. */
  readonly listeningSince: MonoMs | undefined
  readonly ranAt: MonoMs | undefined
  readonly report: { readonly at: MonoMs; readonly kubelet: KubeletHealth } | undefined
  readonly round: RoundHeard | undefined
  readonly probedAt: MonoMs | undefined
  readonly answeredAt: MonoMs | undefined
  /** What the observers last said, this one included. */
  readonly ballots: readonly CountedBallot[]
  /** The ballot that this observer cast last. */
  readonly cast: Ballot | undefined
}

/** The state of one peer. */
export type PeerState = State<PeerHard, PeerSoft>

/** Nothing is settled of a peer's incarnation yet. */
export const nothingSettled = { tally: 'open', round: undefined, talliedIn: undefined } as const

/** A peer of which nothing is known. */
export function unknownPeer(key: string): PeerState {
  return {
    hard: { node: nodeId(key), incarnation: 0 as Incarnation, ...nothingSettled },
    soft: {
      self: undefined,
      observers: [],
      fitness: undefined,
      listeningSince: undefined,
      ranAt: undefined,
      report: undefined,
      round: undefined,
      probedAt: undefined,
      answeredAt: undefined,
      ballots: [],
      cast: undefined,
    },
  }
}

/** Whether this node is one of the peer's observers. */
export const isObserver = ({ self, observers }: PeerSoft): boolean =>
  self !== undefined && observers.includes(self)
