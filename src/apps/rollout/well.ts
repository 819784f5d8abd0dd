// Whether a workload runs as it is wanted: all of its pods are of today's template and ready.
import type { KubeObject } from '../../objects/object.ts'
import { count, part } from '../read.ts'

/** Whether all is well with a child; what has no pods is well as soon as it is there. */
export function isWell(child: KubeObject): boolean {
  const [spec, status] = [part(child, 'spec'), part(child, 'status')]
  const of = (name: string): number => count(status, name) ?? 0
  const isSeen = (count(status, 'observedGeneration') ?? 0) >= (child.metadata.generation ?? 0)
  const wanted = count(spec, 'replicas') ?? 1
  switch (child.kind) {
    case 'Deployment':
      return (
        isSeen &&
        of('updatedReplicas') === wanted &&
        of('replicas') === wanted &&
        of('availableReplicas') === wanted
      )
    case 'StatefulSet':
      return (
        isSeen &&
        of('readyReplicas') === wanted &&
        (status['currentRevision'] === status['updateRevision'] || of('updatedReplicas') === wanted)
      )
    case 'DaemonSet':
      return (
        isSeen &&
        of('updatedNumberScheduled') === of('desiredNumberScheduled') &&
        of('numberReady') === of('desiredNumberScheduled')
      )
    default:
      return true
  }
}
