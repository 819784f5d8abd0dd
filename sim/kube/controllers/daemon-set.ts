// Daemon sets: one pod on every node that it fits.
import { claims } from './claims.ts'
import { itself, keyOf, nothing, splitKey } from './controller.ts'
import type { At, Controller, Plan } from './controller.ts'
import { daemonPod, isUpToDate, nodeOf } from './daemon-pod.ts'
import { getOf, kinds, listOf } from './kinds.ts'
import type { Seen } from './kinds.ts'
import { matchesNode } from './node-fit.ts'
import type { DaemonSet, Node, Pod } from './objects.ts'
import { isActive, isOver, isReady, isTerminating, unavailableMs } from './pods.ts'
import { resolved } from './rollout.ts'
import { difference } from './same.ts'
import { untolerated } from './tolerations.ts'
import { generatedName, ownersOrMatches } from './workloads.ts'
import { create, mergeStatus, remove, telling } from './write.ts'
import type { Write } from './write.ts'

/** Keeps daemon sets. */
export const daemonSets: Controller = {
  name: 'daemonset-controller',
  account: 'system:serviceaccount:kube-system:daemon-set-controller',
  watches: [
    { kind: kinds.daemonSets, keys: itself },
    { kind: kinds.pods, keys: ownersOrMatches(kinds.daemonSets) },
    { kind: kinds.nodes, keys: (_, seen) => listOf(seen, kinds.daemonSets).map(keyOf) },
  ],
  reconcile: (key, seen, at) => {
    const [namespace, name] = splitKey(key)
    const set = getOf(seen, kinds.daemonSets, name, namespace)
    return set === undefined ? nothing : reconcile(set, seen, at)
  },
}

/** A node, whether it should have a pod or may keep one, and those that it has. */
interface Place {
  readonly node: Node
  readonly wanted: boolean
  readonly kept: boolean
  readonly pods: readonly Pod[]
}

function reconcile(set: DaemonSet, seen: Seen, at: At): Plan {
  const all = listOf(seen, kinds.pods, set.metadata.namespace)
  const { owned, writes: claimed } = claims(set, kinds.pods, all)
  const places = listOf(seen, kinds.nodes).map((node) => placeOf(set, node, owned))
  const deleting = set.metadata.deletionTimestamp !== undefined
  const fills = deleting ? [] : places.flatMap((place) => fill(set, place, at))
  const steps = deleting || fills.length > 0 ? fills : update(set, places, at)
  const change = difference(set.status, statusOf(set, places, at))
  const told = change === undefined ? [] : [mergeStatus(kinds.daemonSets, set, change)]
  return { writes: [...claimed, ...steps, ...told] }
}

function placeOf(set: DaemonSet, node: Node, owned: readonly Pod[]): Place {
  const pod = daemonPod(set, node.metadata.name, { name: '' })
  const fits = matchesNode(pod, node)
  const repelled = untolerated(node.spec.taints ?? [], pod.spec.tolerations ?? [], [
    'NoSchedule',
    'NoExecute',
  ])
  return {
    node,
    wanted: fits && repelled.length === 0,
    kept: fits && repelled.every(({ effect }) => effect !== 'NoExecute'),
    pods: owned.filter((each) => nodeOf(each) === node.metadata.name),
  }
}

/** Makes the missing pod of a node; removes those that failed, are too many or should not be there. */
function fill(
  set: DaemonSet,
  { node, wanted, kept, pods }: Place,
  { random }: At,
): readonly Write[] {
  const present = pods.filter((pod) => !isTerminating(pod))
  const failed = present.filter(isOver)
  const [, ...spare] = present.filter(isActive)
  const leaving = kept ? [...failed, ...spare] : present
  const ends = leaving.map((pod) =>
    telling(
      remove(kinds.pods, pod),
      said(set, 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`),
    ),
  )
  if (!wanted || pods.length > 0) return ends
  const pod = daemonPod(set, node.metadata.name, generatedName(set, random))
  const message = `Created pod: ${pod.metadata.name}`
  return [telling(create(kinds.pods, pod), said(set, 'SuccessfulCreate', message))]
}

const said = (on: DaemonSet, reason: string, message: string) =>
  ({ on, type: 'Normal', reason, message }) as const

/** Ends pods of an old template, as many at once as may be unavailable. */
function update(set: DaemonSet, places: readonly Place[], { wall }: At): readonly Write[] {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {}
  if (type === 'OnDelete') return []
  const wanted = places.filter((place) => place.wanted)
  const max = Math.max(1, resolved(rollingUpdate?.maxUnavailable ?? 1, wanted.length, Math.ceil))
  const serving = wanted.filter(({ pods }) => pods.some((pod) => isAvailable(set, pod, wall)))
  const old = wanted.flatMap(({ pods }) =>
    pods.filter((pod) => isActive(pod) && !isUpToDate(set, pod)),
  )
  const broken = old.filter((pod) => !isAvailable(set, pod, wall))
  const room = Math.max(0, max - (wanted.length - serving.length))
  const healthy = old.filter((pod) => isAvailable(set, pod, wall)).slice(0, room)
  return [...broken, ...healthy].map((pod) => remove(kinds.pods, pod))
}

const isAvailable = (set: DaemonSet, pod: Pod, wall: At['wall']): boolean =>
  isActive(pod) && unavailableMs(pod, set.spec.minReadySeconds ?? 0, wall) === 0

function statusOf(set: DaemonSet, places: readonly Place[], { wall }: At) {
  const wanted = places.filter((place) => place.wanted)
  const count = (holds: (pod: Pod) => boolean) =>
    wanted.filter(({ pods }) => pods.some((pod) => isActive(pod) && holds(pod))).length
  const available = count((pod) => isAvailable(set, pod, wall))
  return {
    desiredNumberScheduled: wanted.length,
    currentNumberScheduled: count(() => true),
    numberMisscheduled: places.filter(({ wanted: fits, pods }) => !fits && pods.some(isActive))
      .length,
    numberReady: count(isReady),
    updatedNumberScheduled: count((pod) => isUpToDate(set, pod)),
    numberAvailable: available,
    numberUnavailable: wanted.length - available,
    observedGeneration: set.metadata.generation,
  }
}
