// Taint eviction: deletes the pods that do not tolerate a NoExecute taint of their node, when their time is up.
import type { MonoMs } from '../../../src/kernel/time.ts'
import type { Change } from '../../../src/objects/collection.ts'
import { disruptionTarget } from './disruption-target.ts'
import { itself, keyOf, nothing, splitKey } from './controller.ts'
import type { At, Controller, Plan } from './controller.ts'
import { getOf, kinds, listOf } from './kinds.ts'
import type { Seen } from './kinds.ts'
import type { Node, Pod, Taint } from './objects.ts'
import { isTerminating } from './pods.ts'
import { same } from './same.ts'
import { toleratedSeconds } from './tolerations.ts'
import { mergeStatus, remove } from './write.ts'
import type { EventDraft } from './write.ts'

/** When the wait of each pod began, by its uid; it begins anew when the controller does. */
type Waits = Map<string, MonoMs>

/** Evicts pods. */
export function taintEviction(): Controller {
  const waits: Waits = new Map()
  return {
    name: 'taint-eviction-controller',
    account: 'system:serviceaccount:kube-system:node-controller',
    watches: [
      { kind: kinds.pods, keys: itself },
      { kind: kinds.nodes, keys: podsOfRetainted },
    ],
    reconcile: (key, seen, at) => {
      const [namespace, name] = splitKey(key)
      const pod = getOf(seen, kinds.pods, name, namespace)
      return pod === undefined ? nothing : reconcile(waits, pod, seen, at)
    },
  }
}

const executing = (node: Node | undefined): readonly Taint[] =>
  (node?.spec.taints ?? []).filter(({ effect }) => effect === 'NoExecute')

/** The pods of a node whose NoExecute taints have changed. */
function podsOfRetainted({ object, previous }: Change, seen: Seen): readonly string[] {
  if (same(executing(object as Node), executing(previous as Node | undefined))) return []
  return listOf(seen, kinds.pods)
    .filter((pod) => pod.spec.nodeName === object.metadata.name)
    .map(keyOf)
}

function reconcile(waits: Waits, pod: Pod, seen: Seen, at: At): Plan {
  const uid = pod.metadata.uid ?? ''
  const began = waits.get(uid)
  waits.delete(uid)
  if (pod.spec.nodeName === undefined || isTerminating(pod)) return nothing
  const taints = executing(getOf(seen, kinds.nodes, pod.spec.nodeName))
  if (taints.length === 0) {
    return began === undefined
      ? nothing
      : { writes: [], events: [told(pod, `Cancelling deletion of Pod ${keyOf(pod)}`)] }
  }
  const seconds = toleratedSeconds(taints, pod.spec.tolerations ?? [])
  if (seconds === Number.POSITIVE_INFINITY) return nothing
  const since = began ?? at.mono
  const againMs = since + seconds * 1000 - at.mono
  if (againMs <= 0) return evict(pod, at)
  waits.set(uid, since)
  return { writes: [], againMs }
}

function evict(pod: Pod, { wall }: At): Plan {
  const conditions = disruptionTarget(pod, wall, {
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  })
  return {
    events: [told(pod, `Marking for deletion Pod ${keyOf(pod)}`)],
    writes: [mergeStatus(kinds.pods, pod, { conditions }), remove(kinds.pods, pod)],
  }
}

const told = (on: Pod, message: string): EventDraft => ({
  on,
  type: 'Normal',
  reason: 'TaintManagerEviction',
  message,
})
