// A node's conditions: what its kubelet last said, what the node controller made of its silence, and how to put it back.
import type { KubeObject } from '../src/objects/object.ts'

/** A condition as Kubernetes spells it. */
export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason?: string
  readonly message?: string
  readonly lastHeartbeatTime?: string
  readonly lastTransitionTime?: string
}

/** The conditions of an object's status. */
export function conditionsOf(object: KubeObject): readonly Condition[] {
  const status = object['status'] as { conditions?: unknown } | undefined
  return Array.isArray(status?.conditions) ? (status.conditions as Condition[]) : []
}

/** One condition by its type. */
export const conditionOf = (object: KubeObject, type: string): Condition | undefined =>
  conditionsOf(object).find((condition) => condition.type === type)

/** What the node controller writes over the conditions of a silent kubelet. */
const silenced = (condition: Condition) =>
  condition.status === 'Unknown' && condition.reason === 'NodeStatusUnknown'

/** The conditions that are the kubelet's own words. */
export const reportedConditions = (node: KubeObject): readonly Condition[] =>
  conditionsOf(node).filter((condition) => !silenced(condition))

/** Used where nothing is known of what a kubelet said before it fell silent. */
const presumed: Readonly<Record<string, Condition['status']>> = {
  Ready: 'True',
  MemoryPressure: 'False',
  DiskPressure: 'False',
  PIDPressure: 'False',
}

/** The silenced conditions as they were last reported; empty when there is nothing to put back. */
export function restoredConditions(
  node: KubeObject,
  reported: readonly Condition[],
  now: string,
): readonly Condition[] {
  return conditionsOf(node)
    .filter(silenced)
    .flatMap(({ type }): Condition[] => {
      const last = reported.find((condition) => condition.type === type)
      if (last !== undefined) return [{ ...last, lastTransitionTime: now }]
      const status = presumed[type]
      if (status === undefined) return []
      const message = 'held by Causeway; what the kubelet last reported is not known'
      const times = { lastHeartbeatTime: now, lastTransitionTime: now }
      return [{ type, status, reason: 'CausewayHeld', message, ...times }]
    })
}

/** Whether the node controller alone made this pod un-ready: its containers and gates say it is ready. */
export function madeUnready(pod: KubeObject): boolean {
  const spec = pod['spec'] as { readinessGates?: readonly { conditionType: string }[] } | undefined
  const gates = (spec?.readinessGates ?? []).map((gate) => gate.conditionType)
  const isTrue = (type: string) => conditionOf(pod, type)?.status === 'True'
  const ready = conditionOf(pod, 'Ready')
  return (
    ready?.status === 'False' &&
    pod.metadata.deletionTimestamp === undefined &&
    isTrue('ContainersReady') &&
    gates.every(isTrue)
  )
}
