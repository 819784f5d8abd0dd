// Replica sets: as many pods as are wanted, and a status that counts them.
import { claims, controllerOf } from './claims.ts'
import { itself, nothing, splitKey } from './controller.ts'
import type { At, Controller, Plan } from './controller.ts'
import { getOf, kinds, listOf } from './kinds.ts'
import type { Seen } from './kinds.ts'
import { containsAll } from './labels.ts'
import type { Pod, ReplicaSet, ReplicaSetStatus } from './objects.ts'
import { isActive, isOver, isReady, isTerminating, unavailableMs } from './pods.ts'
import { difference } from './same.ts'
import { leastWanted } from './victims.ts'
import { generatedName, ownersOrMatches, podFrom } from './workloads.ts'
import { create, mergeStatus, remove, telling } from './write.ts'
import type { Write } from './write.ts'

/** Whether a pod is on its way out, and its containers may still run. */
const isEnding = (pod: Pod): boolean => isTerminating(pod) && !isOver(pod)

/** How many pods one look creates or deletes at most. */
const burst = 500

/** Keeps replica sets at their size. */
export const replicaSets: Controller = {
  name: 'replicaset-controller',
  account: 'system:serviceaccount:kube-system:replicaset-controller',
  watches: [
    { kind: kinds.replicaSets, keys: itself },
    { kind: kinds.pods, keys: ownersOrMatches(kinds.replicaSets) },
  ],
  reconcile: (key, seen, at) => {
    const [namespace, name] = splitKey(key)
    const set = getOf(seen, kinds.replicaSets, name, namespace)
    return set === undefined ? nothing : reconcile(set, seen, at)
  },
}

function reconcile(set: ReplicaSet, seen: Seen, at: At): Plan {
  const all = listOf(seen, kinds.pods, set.metadata.namespace)
  const { owned, writes: claimed } = claims(set, kinds.pods, all.filter(isActive))
  const deleting = set.metadata.deletionTimestamp !== undefined
  const scaled = deleting ? [] : scale(set, owned, all, at)
  const terminating = all.filter(
    (pod) => isEnding(pod) && controllerOf(pod)?.uid === set.metadata.uid,
  )
  const { status, againMs } = statusOf(set, owned, terminating.length, at)
  const change = difference(set.status, { ...status })
  const told = change === undefined ? [] : [mergeStatus(kinds.replicaSets, set, change)]
  const writes = [...claimed, ...scaled, ...told]
  return againMs === undefined ? { writes } : { writes, againMs }
}

function scale(set: ReplicaSet, owned: readonly Pod[], all: readonly Pod[], at: At): Write[] {
  const missing = (set.spec.replicas ?? 1) - owned.length
  if (missing >= 0) {
    return Array.from({ length: Math.min(missing, burst) }, () => creation(set, at))
  }
  const victims = leastWanted(owned, all).slice(0, Math.min(-missing, burst))
  return victims.map((pod) =>
    telling(remove(kinds.pods, pod), {
      on: set,
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message: `Deleted pod: ${pod.metadata.name}`,
    }),
  )
}

function creation(set: ReplicaSet, { random }: At): Write {
  const pod = podFrom(set, set.spec.template, generatedName(set, random))
  const message = `Created pod: ${pod.metadata.name}`
  const event = { on: set, type: 'Normal', reason: 'SuccessfulCreate', message } as const
  return telling(create(kinds.pods, pod), event)
}

interface Counted {
  readonly status: ReplicaSetStatus
  readonly againMs?: number
}

function statusOf(
  set: ReplicaSet,
  owned: readonly Pod[],
  terminatingReplicas: number,
  { wall }: At,
): Counted {
  const labels = set.spec.template.metadata?.labels ?? {}
  const waits = owned.map((pod) => unavailableMs(pod, set.spec.minReadySeconds ?? 0, wall))
  const soonest = waits.filter((wait) => wait !== undefined && wait > 0)
  const generation = set.metadata.generation
  const status = {
    replicas: owned.length,
    fullyLabeledReplicas: owned.filter((pod) => containsAll(pod.metadata.labels ?? {}, labels))
      .length,
    readyReplicas: owned.filter(isReady).length,
    availableReplicas: waits.filter((wait) => wait === 0).length,
    terminatingReplicas,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  }
  return soonest.length === 0 ? { status } : { status, againMs: Math.min(...(soonest as number[])) }
}
