// Whether a workload runs as it is wanted: all of its pods are of today's template and ready.
import type { KubeObject } from '../../objects/object.ts'
import { count, part } from '../../objects/fields.ts'

/** Whether all is well with a child; what has no pods is well as soon as it is there. */
export function isWell(child: KubeObject): boolean {
  const counts = countsOf[child.kind]
  if (counts === undefined) return true
  const [spec, status] = [part(child, 'spec'), part(child, 'status')]
  const isSeen = (count(status, 'observedGeneration') ?? 0) >= (child.metadata.generation ?? 0)
  const wanted =
    child.kind === 'DaemonSet'
      ? (count(status, 'desiredNumberScheduled') ?? 0)
      : (count(spec, 'replicas') ?? 1)
  return isSeen && counts.every((name) => (count(status, name) ?? 0) === wanted)
}

/** What a status counts of pods: all of these must be as many as are wanted. */
const countsOf: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['replicas', 'updatedReplicas', 'availableReplicas'],
  StatefulSet: ['replicas', 'updatedReplicas', 'readyReplicas'],
  DaemonSet: ['updatedNumberScheduled', 'numberReady'],
}
