// Stateful sets: numbered pods, made in order, ended in reverse, one of each name at a time.
// Without stored revisions: a pod that is made anew is always of the newest template.
import { claims } from './claims.ts'
import { itself, nothing, splitKey } from './controller.ts'
import type { At, Controller, Plan } from './controller.ts'
import { getOf, kinds, listOf } from './kinds.ts'
import type { Seen } from './kinds.ts'
import { hashName } from './names.ts'
import type { Pod, StatefulSet } from './objects.ts'
import { isOver, isReady, isTerminating, unavailableMs } from './pods.ts'
import { difference } from './same.ts'
import { ownersOrMatches, podFrom } from './workloads.ts'
import { create, mergeStatus, remove, telling } from './write.ts'
import type { Write } from './write.ts'

const revisionLabel = 'controller-revision-hash'

/** Keeps stateful sets. */
export const statefulSets: Controller = {
  name: 'statefulset-controller',
  account: 'system:serviceaccount:kube-system:statefulset-controller',
  watches: [
    { kind: kinds.statefulSets, keys: itself },
    { kind: kinds.pods, keys: ownersOrMatches(kinds.statefulSets) },
  ],
  reconcile: (key, seen, at) => {
    const [namespace, name] = splitKey(key)
    const set = getOf(seen, kinds.statefulSets, name, namespace)
    return set === undefined ? nothing : reconcile(set, seen, at)
  },
}

/** A set and its pods by number. */
interface Members {
  readonly set: StatefulSet
  readonly pods: ReadonlyMap<number, Pod>
  readonly revision: string
}

function reconcile(set: StatefulSet, seen: Seen, at: At): Plan {
  const all = listOf(seen, kinds.pods, set.metadata.namespace)
  const { owned, writes: claimed } = claims(set, kinds.pods, all)
  const pods = new Map(owned.flatMap((pod) => numbered(set, pod)))
  const members = { set, pods, revision: `${set.metadata.name}-${hashName(set.spec.template)}` }
  const deleting = set.metadata.deletionTimestamp !== undefined
  const steps = deleting ? [] : stepsOf(members)
  const change = difference(set.status, statusOf(members, at))
  const told = change === undefined ? [] : [mergeStatus(kinds.statefulSets, set, change)]
  return { writes: [...claimed, ...steps, ...told] }
}

/** The pod with its number, if its name is one of the set's. */
function numbered(set: StatefulSet, pod: Pod): readonly (readonly [number, Pod])[] {
  const [, name, number] = /^(.*)-(\d+)$/.exec(pod.metadata.name) ?? []
  return name === set.metadata.name ? [[Number(number), pod]] : []
}

const wantedOf = (set: StatefulSet): number => set.spec.replicas ?? 1
const isHealthy = (pod: Pod | undefined): boolean =>
  pod !== undefined && isReady(pod) && !isTerminating(pod)

/** What to do now: all steps that are possible at once, or the first one if order matters. */
function stepsOf(members: Members): readonly Write[] {
  const { set, pods } = members
  const ordered = set.spec.podManagementPolicy !== 'Parallel'
  const numbers = Array.from({ length: wantedOf(set) }, (_, number) => number)
  const missing = numbers.flatMap((number) => fill(members, number))
  const unhealthy = numbers.findIndex((number) => !isHealthy(pods.get(number)))
  if (unhealthy >= 0 && ordered) return fill(members, unhealthy)
  const extra = [...pods.keys()]
    .filter((number) => number >= wantedOf(set))
    .toSorted((a, b) => b - a)
  const ending = extra.map((number) => pods.get(number)).filter((pod) => pod !== undefined)
  const ends = ending.filter((pod) => !isTerminating(pod)).map((pod) => deletion(set, pod))
  if (!ordered && missing.length + ends.length > 0) return [...missing, ...ends]
  if (ending.length > 0) return ending.some(isTerminating) ? [] : ends.slice(0, 1)
  return unhealthy >= 0 ? [] : update(members, numbers)
}

/** Makes the pod of a number, or removes the one that has ended in its place. */
function fill({ set, pods, revision }: Members, number: number): readonly Write[] {
  const pod = pods.get(number)
  if (pod !== undefined) return isOver(pod) && !isTerminating(pod) ? [deletion(set, pod)] : []
  const name = `${set.metadata.name}-${number}`
  const { template, serviceName } = set.spec
  const labels = {
    ...template.metadata?.labels,
    [revisionLabel]: revision,
    'statefulset.kubernetes.io/pod-name': name,
    'apps.kubernetes.io/pod-index': String(number),
  }
  const subdomain =
    serviceName === undefined || serviceName === '' ? {} : { subdomain: serviceName }
  const spec = { ...template.spec, hostname: name, ...subdomain }
  const made = podFrom(set, { metadata: { ...template.metadata, labels }, spec }, { name })
  return [telling(create(kinds.pods, made), said(set, 'SuccessfulCreate', `create Pod ${name}`))]
}

const deletion = (set: StatefulSet, pod: Pod): Write =>
  telling(remove(kinds.pods, pod), said(set, 'SuccessfulDelete', `delete Pod ${pod.metadata.name}`))

const said = (on: StatefulSet, reason: string, doing: string) =>
  ({
    on,
    type: 'Normal',
    reason,
    message: `${doing} in StatefulSet ${on.metadata.name} successful`,
  }) as const

/** Ends the highest pod of an old template, down to the partition. */
function update({ set, pods, revision }: Members, numbers: readonly number[]): readonly Write[] {
  const { type, rollingUpdate } = set.spec.updateStrategy ?? {}
  if (type === 'OnDelete') return []
  const highest = numbers
    .filter((number) => number >= (rollingUpdate?.partition ?? 0))
    .findLast((number) => pods.get(number)?.metadata.labels?.[revisionLabel] !== revision)
  const pod = highest === undefined ? undefined : pods.get(highest)
  return pod === undefined ? [] : [deletion(set, pod)]
}

function statusOf({ set, pods, revision }: Members, { wall }: At) {
  const all = [...pods.values()].filter((pod) => !isTerminating(pod) && !isOver(pod))
  const of = (name: string) =>
    all.filter((pod) => pod.metadata.labels?.[revisionLabel] === name).length
  const ready = all.filter(isReady).length
  const rolledOut = of(revision) === wantedOf(set) && ready === wantedOf(set)
  const current = rolledOut ? revision : (set.status?.currentRevision ?? revision)
  const minReady = set.spec.minReadySeconds ?? 0
  return {
    replicas: all.length,
    readyReplicas: ready,
    availableReplicas: all.filter((pod) => unavailableMs(pod, minReady, wall) === 0).length,
    currentReplicas: of(current),
    updatedReplicas: of(revision),
    currentRevision: current,
    updateRevision: revision,
    observedGeneration: set.metadata.generation,
  }
}
