// What the feeds of one replica are made with.
import type { Door } from '../../bus/door.ts'
import type { ShardHold } from '../../bus/shards/shard-parts.ts'
import type { NodeId, ProducerId } from '../../src/kernel/ids.ts'
import type { CloudConfig } from '../config.ts'
import type { Scope } from '../../src/mirror/scope.ts'
import type { SayDown } from '../downlink.ts'
import type { CloudPorts } from '../ports.ts'
import type { MembershipParts } from './membership.ts'

/** What feeds are made with. */
export interface FeedsParts extends Pick<MembershipParts, 'sites' | 'sealKeyOf'> {
  readonly ports: CloudPorts
  readonly config: CloudConfig
  readonly producer: ProducerId
  readonly door: Door
  readonly say: SayDown
  /** How this replica holds a shard. */
  readonly holdOf: (shard: number) => ShardHold
  /** What was stored of scopes was damaged: their feeds begin anew. */
  readonly began: (scopes: readonly Scope[], shardOf: (scope: Scope) => number) => void
  /** The key that a node must have signed with: pinned, and trusted still. */
  readonly keyOf: (node: NodeId) => Uint8Array | undefined
  /** Whether there is such a key. */
  readonly mayFollow: (node: NodeId) => boolean
}
