// The taints that follow from a node's conditions, and the write that makes them so.
import type { WallMs } from '../../../src/kernel/time.ts'
import { timestamp } from '../../../src/objects/timestamp.ts'
import { conditionOf } from './conditions.ts'
import { kinds } from './kinds.ts'
import { unschedulableTaint } from './node-fit.ts'
import type { Node, Taint, TaintEffect } from './objects.ts'
import { merge } from './write.ts'
import type { Write } from './write.ts'

const notReady = 'node.kubernetes.io/not-ready'
const unreachable = 'node.kubernetes.io/unreachable'

const pressures: Readonly<Record<string, string>> = {
  MemoryPressure: 'node.kubernetes.io/memory-pressure',
  DiskPressure: 'node.kubernetes.io/disk-pressure',
  PIDPressure: 'node.kubernetes.io/pid-pressure',
  NetworkUnavailable: 'node.kubernetes.io/network-unavailable',
}

const ours = new Set([notReady, unreachable, unschedulableTaint.key, ...Object.values(pressures)])

/** The taint that the Ready condition calls for: none while it is True or was never reported. */
export function readinessTaint(node: Node): string | undefined {
  const status = conditionOf(node, 'Ready')?.status
  if (status === 'False') return notReady
  return status === 'Unknown' ? unreachable : undefined
}

/** Makes the NoSchedule taints what the conditions call for. */
export function scheduleTaints(node: Node, wall: WallMs): readonly Write[] {
  const called = Object.entries(pressures)
    .filter(([type]) => conditionOf(node, type)?.status === 'True')
    .map(([, key]) => key)
  const ready = readinessTaint(node)
  const cordon = node.spec.unschedulable === true ? [unschedulableTaint.key] : []
  const wanted = [...(ready === undefined ? [] : [ready]), ...called, ...cordon]
  return retaint(node, { effect: 'NoSchedule', among: ours, wanted }, wall)
}

const executed = new Set([notReady, unreachable])

/** Makes the NoExecute taints of readiness be `wanted`. */
export const executeTaints = (
  node: Node,
  wanted: string | undefined,
  wall: WallMs,
): readonly Write[] =>
  retaint(
    node,
    { effect: 'NoExecute', among: executed, wanted: wanted === undefined ? [] : [wanted] },
    wall,
  )

/** Whether the node has a NoExecute taint of readiness, this one if it is named. */
export const isExecuted = (node: Node, key?: string): boolean =>
  (node.spec.taints ?? []).some(
    (taint) =>
      taint.effect === 'NoExecute' &&
      (key === undefined ? executed.has(taint.key) : key === taint.key),
  )

interface Retaint {
  readonly effect: TaintEffect
  readonly among: ReadonlySet<string>
  readonly wanted: readonly string[]
}

function retaint(node: Node, { effect, among, wanted }: Retaint, wall: WallMs): readonly Write[] {
  const taints = node.spec.taints ?? []
  const mine = (taint: Taint) => taint.effect === effect && among.has(taint.key)
  const kept = taints.filter((taint) => !mine(taint) || wanted.includes(taint.key))
  const missing = wanted.filter((key) => !kept.some((taint) => mine(taint) && taint.key === key))
  if (missing.length === 0 && kept.length === taints.length) return []
  const added = missing.map((key): Taint => ({ key, effect, timeAdded: timestamp(wall) }))
  const all = [...kept, ...added]
  return [merge(kinds.nodes, node, { spec: { taints: all.length === 0 ? null : all } })]
}
