// Pod garbage: pods of nodes that are gone for good, and terminating pods that nobody will ever confirm.
import type { MonoMs } from '../../../src/kernel/time.ts'
import { isTrue } from './conditions.ts'
import type { At, Controller } from './controller.ts'
import { disruptionTarget } from './disruption-target.ts'
import { getOf, kinds, listOf } from './kinds.ts'
import type { Seen } from './kinds.ts'
import type { Pod } from './objects.ts'
import { isOver, isTerminating } from './pods.ts'
import { mergeStatus, remove } from './write.ts'
import type { Write } from './write.ts'

/** Since when each missing node has been missed. */
type Missed = Map<string, MonoMs>

/** Removes pods that no kubelet will remove. */
export function podGc(): Controller {
  const missed: Missed = new Map()
  return {
    name: 'pod-garbage-collector',
    account: 'system:serviceaccount:kube-system:pod-garbage-collector',
    watches: [],
    initial: ['sweep'],
    reconcile: (_, seen, at) => ({
      writes: sweep(missed, seen, at),
      againMs: at.config.podGcPeriodMs,
    }),
  }
}

function sweep(missed: Missed, seen: Seen, at: At): readonly Write[] {
  const pods = listOf(seen, kinds.pods)
  const homes = new Set(pods.map((pod) => pod.spec.nodeName).filter((name) => name !== undefined))
  const missing = new Set([...homes].filter((name) => getOf(seen, kinds.nodes, name) === undefined))
  for (const name of missed.keys()) if (!missing.has(name)) missed.delete(name)
  for (const name of missing) if (!missed.has(name)) missed.set(name, at.mono)
  return pods.flatMap((pod) => {
    const since = missed.get(pod.spec.nodeName ?? '')
    if (since !== undefined && at.mono - since >= at.config.podGcQuarantineMs)
      return orphan(pod, at)
    return isTerminating(pod) && isFenced(pod, seen) ? [remove(kinds.pods, pod, now)] : []
  })
}

const now = { gracePeriodSeconds: 0 }

function orphan(pod: Pod, { wall }: At): readonly Write[] {
  const why = { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' }
  const conditions = disruptionTarget(pod, wall, why)
  const removal = remove(kinds.pods, pod, now)
  if (isOver(pod)) return [removal]
  return [mergeStatus(kinds.pods, pod, { phase: 'Failed', conditions }), removal]
}

/** Whether a terminating pod has no node, or one that is known to be down for good. */
function isFenced(pod: Pod, seen: Seen): boolean {
  if (pod.spec.nodeName === undefined) return true
  const node = getOf(seen, kinds.nodes, pod.spec.nodeName)
  if (node === undefined || isTrue(node, 'Ready')) return false
  return (node.spec.taints ?? []).some(({ key }) => key === 'node.kubernetes.io/out-of-service')
}
