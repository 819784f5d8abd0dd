// Deployments: one replica set per template, rolled from the old to the new within surge and availability.
import type { Change } from '../../../src/objects/collection.ts'
import { claims, controllerOf } from './claims.ts'
import { itself, nothing, ownersOf, splitKey } from './controller.ts'
import type { At, Controller, Plan } from './controller.ts'
import { deadlineAgainMs, isComplete, statusOf } from './deployment-status.ts'
import type { Rollout } from './deployment-status.ts'
import { getOf, kinds, listOf } from './kinds.ts'
import type { Seen } from './kinds.ts'
import {
  annotationsOf,
  newestOf,
  revisionAnnotation,
  revisionOf,
  scaleAnnotations,
  setFor,
} from './newest-set.ts'
import type { Deployment, ReplicaSet } from './objects.ts'
import { isOver } from './pods.ts'
import { isRescaled, newestSize, oldSizes, rescaled, sizeOf } from './rollout.ts'
import type { Scaling } from './rollout.ts'
import { difference } from './same.ts'
import { ownersOrMatches } from './workloads.ts'
import { create, merge, mergeStatus, remove, telling } from './write.ts'
import type { Write } from './write.ts'

/** Rolls deployments out. */
export const deployments: Controller = {
  name: 'deployment-controller',
  account: 'system:serviceaccount:kube-system:deployment-controller',
  watches: [
    { kind: kinds.deployments, keys: itself },
    { kind: kinds.replicaSets, keys: ownersOrMatches(kinds.deployments) },
    { kind: kinds.pods, keys: recreators },
  ],
  reconcile: (key, seen, at) => {
    const [namespace, name] = splitKey(key)
    const deployment = getOf(seen, kinds.deployments, name, namespace)
    return deployment === undefined ? nothing : reconcile(deployment, seen, at)
  },
}

/** The deployment of a pod that has gone: one that recreates may have waited for it. */
function recreators(change: Change, seen: Seen): readonly string[] {
  const owner = controllerOf(change.object)
  if (change.type !== 'DELETED' || owner?.kind !== 'ReplicaSet') return []
  const { namespace } = change.object.metadata
  const set = getOf(seen, kinds.replicaSets, owner.name, namespace)
  return set === undefined ? [] : ownersOf('Deployment')({ ...change, object: set })
}

function reconcile(deployment: Deployment, seen: Seen, { wall }: At): Plan {
  const sets = listOf(seen, kinds.replicaSets, deployment.metadata.namespace)
  const { owned, writes: claimed } = claims(deployment, kinds.replicaSets, sets)
  const oldestFirst = owned.toSorted((a, b) => revisionOf(a) - revisionOf(b))
  const newest = newestOf(deployment, oldestFirst)
  const old = oldestFirst.filter((set) => set !== newest)
  const rollout: Rollout = { deployment, newest, old, wall }
  const deleting = deployment.metadata.deletionTimestamp !== undefined
  const made = deleting ? undefined : making(rollout, seen)
  const steps = deleting ? [] : made === undefined ? turn(rollout, seen) : [made.write]
  const status = statusOf(made === undefined ? rollout : { ...rollout, making: made.name })
  const change = difference(deployment.status, { ...status })
  const told = change === undefined ? [] : [mergeStatus(kinds.deployments, deployment, change)]
  const writes = [...claimed, ...steps, ...told]
  const againMs = deadlineAgainMs(deployment, wall)
  return againMs === undefined ? { writes } : { writes, againMs }
}

const nextRevision = (old: readonly ReplicaSet[]): number => Math.max(0, ...old.map(revisionOf)) + 1

/** The set for a new template, unless it is there or its time has not come. */
function making(
  { deployment, newest, old }: Rollout,
  seen: Seen,
): { readonly name: string; readonly write: Write } | undefined {
  if (newest !== undefined || deployment.spec.paused === true) return undefined
  if (isRescaled(deployment, old) || mustWait(deployment, old, seen)) return undefined
  const replicas = newestSize(deployment, old, 0)
  const set = setFor(deployment, { replicas, revision: nextRevision(old) })
  const write = create(kinds.replicaSets, set)
  const { name } = set.metadata
  if (replicas === 0) return { name, write }
  return { name, write: telling(write, scaled(deployment, set, { from: 0, to: replicas })) }
}

/** Whether a deployment that recreates still has pods of old templates. */
function mustWait(deployment: Deployment, old: readonly ReplicaSet[], seen: Seen): boolean {
  if (deployment.spec.strategy?.type !== 'Recreate') return false
  const uids = new Set(old.map((set) => set.metadata.uid))
  return listOf(seen, kinds.pods, deployment.metadata.namespace).some(
    (pod) => uids.has(controllerOf(pod)?.uid) && !isOver(pod),
  )
}

/** The next step of a rollout whose newest set is there, or of a deployment that was scaled. */
function turn(rollout: Rollout, seen: Seen): readonly Write[] {
  const { deployment, newest, old } = rollout
  const all = newest === undefined ? old : [...old, newest]
  const notes = newest === undefined ? [] : annotate(deployment, newest, nextRevision(old))
  if (isRescaled(deployment, all)) {
    const sizes = rescaled(deployment, newest, old)
    const others = all.filter((set) => sizeOf(set) > 0 && !sizes.some(({ of }) => of === set))
    const unchanged = others.map((of) => ({ of, to: sizeOf(of) }))
    return [...notes, ...[...sizes, ...unchanged].map((size) => scale(deployment, size))]
  }
  const paused = deployment.spec.paused === true
  const sizes = paused ? rescaled(deployment, newest, old) : roll(rollout, seen)
  const steps = sizes.map((size) => scale(deployment, size))
  return [...notes, ...(steps.length > 0 ? steps : cleanup(rollout))]
}

/** The newest set grows first, then the old ones shrink; one that recreates does it the other way round. */
function roll({ deployment, newest, old }: Rollout, seen: Seen): readonly Scaling[] {
  const active = old.filter((set) => sizeOf(set) > 0)
  const recreate = deployment.spec.strategy?.type === 'Recreate'
  if (recreate && active.length > 0) return active.map((of) => ({ of, to: 0 }))
  if (newest === undefined || mustWait(deployment, old, seen)) return []
  const size = newestSize(deployment, [...old, newest], sizeOf(newest))
  if (size !== sizeOf(newest)) return [{ of: newest, to: size }]
  return active.length === 0 ? [] : oldSizes(deployment, newest, active)
}

function scale(deployment: Deployment, { of, to }: Scaling): Write {
  const body = {
    metadata: { annotations: scaleAnnotations(deployment) },
    ...(to === sizeOf(of) ? {} : { spec: { replicas: to } }),
  }
  const write = merge(kinds.replicaSets, of, body)
  if (to === sizeOf(of)) return write
  return telling(write, scaled(deployment, of, { from: sizeOf(of), to }))
}

const scaled = (
  on: Deployment,
  set: ReplicaSet,
  { from, to }: { readonly from: number; readonly to: number },
) =>
  ({
    on,
    type: 'Normal',
    reason: 'ScalingReplicaSet',
    message: `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`,
  }) as const

/** Brings the annotations of the newest set, and the revision of the deployment, up to date. */
function annotate(deployment: Deployment, newest: ReplicaSet, next: number): readonly Write[] {
  const revision = Math.max(revisionOf(newest), next)
  const wanted = annotationsOf(deployment, revision)
  const change = difference(newest.metadata.annotations, wanted)
  const numbered = deployment.metadata.annotations?.[revisionAnnotation] === String(revision)
  const annotations = { [revisionAnnotation]: String(revision) }
  return [
    ...(change === undefined
      ? []
      : [merge(kinds.replicaSets, newest, { metadata: { annotations: change } })]),
    ...(numbered ? [] : [merge(kinds.deployments, deployment, { metadata: { annotations } })]),
  ]
}

/** Old sets beyond the history's length, once the rollout is complete. */
function cleanup({ deployment, old }: Rollout): readonly Write[] {
  if (!isComplete(deployment, { ...deployment.status })) return []
  const empty = old.filter((set) => sizeOf(set) === 0 && (set.status?.replicas ?? 0) === 0)
  const excess = empty.length - (deployment.spec.revisionHistoryLimit ?? 10)
  return empty.slice(0, Math.max(0, excess)).map((set) => remove(kinds.replicaSets, set))
}
