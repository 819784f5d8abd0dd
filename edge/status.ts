// What an agent says of itself when asked: a snapshot for commands and tests.
import type { Position } from '../bus/journal.ts'
import type { KeptNumbers } from './api/writes.ts'
import type { FeedStatus } from './mirror/feed-follower.ts'
import type { Ballot, KubeletHealth, Link, Tally } from '../src/health/words.ts'
import type { AgentState } from '../src/health/agent.ts'
import type { NodeId, SiteId } from '../src/kernel/ids.ts'

/** One peer as this node sees it. */
export interface PeerStatus {
  readonly node: NodeId
  readonly observed: boolean
  readonly tally: Tally
}

/** The snapshot. */
export interface EdgeStatus {
  readonly node: NodeId
  readonly site: SiteId | undefined
  readonly incarnation: number
  readonly link: Link
  /** `nats`, `mqtt`, `peer:<node>` or `none`. */
  readonly path: string
  readonly kubelet: KubeletHealth
  readonly peers: readonly PeerStatus[]
  /** This node's own fresh ballots. */
  readonly ballots: readonly Ballot[]
  /** Where the journal's state lane stands. */
  readonly state: Position
  /** What is kept for the cloud, and writes that were put off for it; undefined of a node that takes none alone. */
  readonly kept: KeptNumbers | undefined
  /** Facts that the cloud has not confirmed yet. */
  readonly lag: number
  /** The feeds that the node follows, once it is assigned. */
  readonly mirror: readonly FeedStatus[]
  /** It stops its singletons, and shows them to nobody. */
  readonly fenced: boolean
  /** What was refused at the doors, by reason. */
  readonly refused: Readonly<Record<string, number>>
}

/** What a snapshot is made of. */
export interface StatusParts extends Pick<
  EdgeStatus,
  'node' | 'state' | 'kept' | 'lag' | 'mirror' | 'fenced' | 'refused'
> {
  readonly self: AgentState
  readonly observer: {
    readonly peers: () => readonly PeerStatus[]
    readonly ballots: () => readonly Ballot[]
  }
}

/** Takes it. */
export function statusOf({ self, observer, ...own }: StatusParts): EdgeStatus {
  const { hard, soft } = self
  return {
    ...own,
    site: hard.assignment?.site,
    incarnation: hard.incarnation,
    link: hard.link,
    path: hard.path,
    kubelet: soft.kubelet,
    peers: observer.peers(),
    ballots: observer.ballots(),
  }
}
