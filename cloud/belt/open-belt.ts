// The second belt of one replica, as its configuration has it.
import { nodeId } from '../../src/kernel/ids.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { CloudConfig } from '../config.ts'
import type { CloudPorts } from '../ports.ts'
import type { ShardSide } from '../shard-side.ts'
import { Belt } from './belt.ts'

/** What a belt asks of the rest of the cloud. */
export interface BeltSurroundings {
  readonly isManaged: (node: NodeId) => boolean
  readonly shards: Pick<ShardSide, 'isRead'>
}

/** The keeper of the belt; undefined without Kubernetes, or where nothing is said of a belt. */
export function openBelt(
  { kube, clock, tap: say }: CloudPorts,
  { belt, webhooks }: CloudConfig,
  { isManaged, shards }: BeltSurroundings,
): Belt | undefined {
  if (kube === undefined || belt === undefined) return undefined
  return new Belt({
    kube,
    clock,
    say,
    config: belt,
    isWorn: belt.isWorn,
    hasWebhook: webhooks !== undefined && webhooks !== 'none',
    isManaged: (node) => isManaged(nodeId(node)),
    isRead: () => shards.isRead(),
  })
}
