// What the controllers ask of pods.
import type { WallMs } from '../../../src/kernel/time.ts'
import { parseMicros } from '../../../src/objects/timestamp.ts'
import { conditionOf, isTrue } from './conditions.ts'
import type { Pod } from './objects.ts'

/** Whether the pod's containers have ended for good. */
export const isOver = (pod: Pod): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'

/** Whether the pod has been deleted and is still there. */
export const isTerminating = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined

/** Whether the pod counts as a replica. */
export const isActive = (pod: Pod): boolean => !isOver(pod) && !isTerminating(pod)

/** Whether the pod's Ready condition is True. */
export const isReady = (pod: Pod): boolean => isTrue(pod, 'Ready')

/** Milliseconds until a ready pod has been ready for long enough: 0 when it has, undefined when it is not ready. */
export function unavailableMs(pod: Pod, minReadySeconds: number, now: WallMs): number | undefined {
  const ready = conditionOf(pod, 'Ready')
  if (ready?.status !== 'True') return undefined
  if (minReadySeconds === 0) return 0
  const sinceMicros = parseMicros(ready.lastTransitionTime ?? '') ?? 0
  return Math.max(0, sinceMicros / 1000 + minReadySeconds * 1000 - now)
}
