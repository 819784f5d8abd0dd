// Which pods of a set go first when it shrinks.
import type { Pod } from './objects.ts'
import { isActive, isReady } from './pods.ts'
import { conditionOf } from './conditions.ts'

/** `pods` with the least wanted first; `all` are the pods of the namespace, for counting neighbours. */
export function leastWanted(pods: readonly Pod[], all: readonly Pod[]): readonly Pod[] {
  const owners = new Set(pods.map(ownerName))
  const neighbours = new Map<string, number>()
  for (const pod of all) {
    const node = pod.spec.nodeName
    if (node === undefined || !isActive(pod) || !owners.has(ownerName(pod))) continue
    neighbours.set(node, (neighbours.get(node) ?? 0) + 1)
  }
  const crowd = (pod: Pod) => neighbours.get(pod.spec.nodeName ?? '') ?? 0
  return pods.toSorted((a, b) => worth(a) - worth(b) || crowd(b) - crowd(a) || youngerFirst(a, b))
}

/** Unassigned before pending before not ready before ready; the cost annotation decides among the ready. */
function worth(pod: Pod): number {
  if (pod.spec.nodeName === undefined) return 0
  if (pod.status?.phase === 'Pending') return 1
  if (pod.status?.phase !== 'Running') return 2
  if (!isReady(pod)) return 3
  const cost = Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0)
  return 4 + Math.atan(Number.isFinite(cost) ? cost : 0) / Math.PI
}

/** The pod that became ready, or was created, later comes first. */
function youngerFirst(a: Pod, b: Pod): number {
  const since = (pod: Pod) => conditionOf(pod, 'Ready')?.lastTransitionTime ?? ''
  return compare(since(b), since(a)) || compare(born(b), born(a)) || compare(nameOf(a), nameOf(b))
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const born = (pod: Pod): string => pod.metadata.creationTimestamp ?? ''
const nameOf = (pod: Pod): string => pod.metadata.name
const ownerName = (pod: Pod): string => pod.metadata.ownerReferences?.[0]?.name ?? ''
