// The condition that tells why a pod is about to be deleted by the control plane.
import type { WallMs } from '../../../src/kernel/time.ts'
import { timestamp } from '../../../src/objects/timestamp.ts'
import { withCondition } from './conditions.ts'
import type { Condition, Pod } from './objects.ts'

/** The pod's conditions with the reason of its disruption. */
export const disruptionTarget = (
  pod: Pod,
  wall: WallMs,
  why: { readonly reason: string; readonly message: string },
): readonly Condition[] =>
  withCondition(pod.status?.conditions, {
    type: 'DisruptionTarget',
    status: 'True',
    ...why,
    lastTransitionTime: timestamp(wall),
  })
