// How a node's health is judged: by change of its Lease and of its reported conditions, on the judge's own clock.
import type { MonoMs, WallMs } from '../../../src/kernel/time.ts'
import { parseMicros, timestamp } from '../../../src/objects/timestamp.ts'
import type { ControllerConfig } from '../config.ts'
import { conditionOf } from './conditions.ts'
import type { Condition, Lease, Node } from './objects.ts'

/** What is remembered of a node between two looks. */
export interface NodeHealth {
  /** When the node was last heard of. */
  readonly heardAt: MonoMs
  /** The Ready condition's report and the Lease's renewal as they were then. */
  readonly reportedAt: string | undefined
  readonly renewedMicros: number
  readonly node: Node
}

/** Health after a look at the node and its Lease. */
export function looked(
  had: NodeHealth | undefined,
  node: Node,
  lease: Lease | undefined,
  now: MonoMs,
): NodeHealth {
  const reportedAt = conditionOf(node, 'Ready')?.lastHeartbeatTime
  const renewedMicros = parseMicros(lease?.spec?.renewTime ?? '') ?? 0
  const heard =
    had === undefined || had.reportedAt !== reportedAt || renewedMicros > had.renewedMicros
  return {
    node,
    reportedAt,
    renewedMicros: Math.max(renewedMicros, had?.renewedMicros ?? 0),
    heardAt: heard ? now : had.heardAt,
  }
}

/** Whether the node has been silent for longer than it may. */
export function isSilent({ heardAt, node }: NodeHealth, now: MonoMs, config: ControllerConfig) {
  const reported = conditionOf(node, 'Ready') !== undefined
  return now - heardAt > (reported ? config.nodeMonitorGraceMs : config.nodeStartupGraceMs)
}

const judged = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready']

/** The conditions of a silent node; undefined when they say so already. */
export function unknownConditions(node: Node, wall: WallMs): readonly Condition[] | undefined {
  const conditions = node.status?.conditions ?? []
  const now = timestamp(wall)
  const known = (type: string) => conditions.find((condition) => condition.type === type)
  if (judged.every((type) => known(type)?.status === 'Unknown')) return undefined
  const changed = conditions.map((condition): Condition =>
    judged.includes(condition.type) && condition.status !== 'Unknown'
      ? { ...condition, ...stopped, lastTransitionTime: now }
      : condition,
  )
  const missing = judged
    .filter((type) => known(type) === undefined)
    .map((type): Condition => ({
      type,
      ...never,
      lastHeartbeatTime: node.metadata.creationTimestamp ?? now,
      lastTransitionTime: now,
    }))
  return [...changed, ...missing]
}

const stopped = {
  status: 'Unknown',
  reason: 'NodeStatusUnknown',
  message: 'Kubelet stopped posting node status.',
} as const

const never = {
  status: 'Unknown',
  reason: 'NodeStatusNeverUpdated',
  message: 'Kubelet never posted node status.',
} as const
