// The arithmetic of a rollout: which replica sets of a deployment grow or shrink next.
import type { Deployment, IntOrPercent, ReplicaSet } from './objects.ts'

/** A replica set and the size it should have. */
export interface Scaling {
  readonly of: ReplicaSet
  readonly to: number
}

/** How many pods a rollout may add, and how many may be missing. */
export interface Slack {
  readonly maxSurge: number
  readonly maxUnavailable: number
}

/** Annotations by which a replica set remembers the size of its deployment. */
export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas'
export const maxAnnotation = 'deployment.kubernetes.io/max-replicas'

export const wantedOf = (deployment: Deployment): number => deployment.spec.replicas ?? 1
export const sizeOf = (set: ReplicaSet): number => set.spec.replicas ?? 1
/** Available pods that will stay: a status may still count some that are about to go. */
export const availableOf = (set: ReplicaSet): number =>
  Math.min(sizeOf(set), set.status?.availableReplicas ?? 0)

/** The total of `of` over all sets. */
export const sum = <T>(all: readonly T[], of: (each: T) => number): number =>
  all.reduce((total, each) => total + of(each), 0)

/** Percentages of the wanted size: surge is rounded up, unavailability down; never are both zero. */
export function slackOf(deployment: Deployment): Slack {
  const { type, rollingUpdate } = deployment.spec.strategy ?? {}
  if (type === 'Recreate') return { maxSurge: 0, maxUnavailable: 0 }
  const wanted = wantedOf(deployment)
  const maxSurge = resolved(rollingUpdate?.maxSurge ?? '25%', wanted, Math.ceil)
  const maxUnavailable = resolved(rollingUpdate?.maxUnavailable ?? '25%', wanted, Math.floor)
  const atLeastOne = maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable
  return { maxSurge, maxUnavailable: Math.min(atLeastOne, wanted) }
}

/** A number, or a percentage of `of`, rounded. */
export const resolved = (value: IntOrPercent, of: number, round: (n: number) => number): number =>
  typeof value === 'number' ? value : round((Number.parseInt(value, 10) / 100) * of)

/** The size of the newest set now: what fits under the wanted size and its surge. */
export function newestSize(
  deployment: Deployment,
  all: readonly ReplicaSet[],
  has: number,
): number {
  const wanted = wantedOf(deployment)
  if (deployment.spec.strategy?.type === 'Recreate') return wanted
  if (has >= wanted) return wanted
  const room = wanted + slackOf(deployment).maxSurge - sum(all, sizeOf)
  return room <= 0 ? has : has + Math.min(room, wanted - has)
}

/** Old sets that may shrink: first pods that are not available anyway, then as many as availability allows. */
export function oldSizes(
  deployment: Deployment,
  newest: ReplicaSet,
  old: readonly ReplicaSet[],
): readonly Scaling[] {
  const all = [newest, ...old]
  const minAvailable = wantedOf(deployment) - slackOf(deployment).maxUnavailable
  const comingUp = sizeOf(newest) - availableOf(newest)
  let spare = sum(all, sizeOf) - minAvailable - comingUp
  if (spare <= 0) return []
  const cleaned = old.map((set) => {
    const dead = Math.max(0, Math.min(spare, sizeOf(set) - availableOf(set)))
    spare -= dead
    return { of: set, to: sizeOf(set) - dead }
  })
  let surplus = sum(all, availableOf) - minAvailable
  return cleaned
    .map(({ of, to }) => {
      const fewer = Math.max(0, Math.min(to, surplus))
      surplus -= fewer
      return { of, to: to - fewer }
    })
    .filter(({ of, to }) => to !== sizeOf(of))
}

/** Whether the deployment's size changed since its sets were last scaled. */
export const isRescaled = (deployment: Deployment, sets: readonly ReplicaSet[]): boolean =>
  sets.some((set) => {
    const desired = set.metadata.annotations?.[desiredAnnotation]
    return sizeOf(set) > 0 && desired !== undefined && Number(desired) !== wantedOf(deployment)
  })

/** New sizes when the deployment itself was scaled; in the middle of a rollout each set gets its share. */
export function rescaled(
  deployment: Deployment,
  newest: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): readonly Scaling[] {
  const wanted = wantedOf(deployment)
  const all = newest === undefined ? old : [...old, newest]
  const active = all.filter((set) => sizeOf(set) > 0)
  const only = active.length > 1 ? undefined : (active[0] ?? newest ?? old.at(-1))
  if (only !== undefined) return sizeOf(only) === wanted ? [] : [{ of: only, to: wanted }]
  if (newest !== undefined && sizeOf(newest) === wanted && availableOf(newest) === wanted)
    return old.filter((set) => sizeOf(set) > 0).map((of) => ({ of, to: 0 }))
  if (deployment.spec.strategy?.type === 'Recreate') return []
  return shared(deployment, active)
}

/** Shares out what is to be added or taken, by size, the rounding going to the largest. */
function shared(deployment: Deployment, active: readonly ReplicaSet[]): readonly Scaling[] {
  const wanted = wantedOf(deployment)
  const allowed = wanted > 0 ? wanted + slackOf(deployment).maxSurge : 0
  const toAdd = allowed - sum(active, sizeOf)
  if (toAdd === 0) return []
  const largestFirst = active.toSorted((a, b) => sizeOf(b) - sizeOf(a))
  let added = 0
  const sizes = largestFirst.map((set) => {
    const before = Number(set.metadata.annotations?.[maxAnnotation] ?? allowed) || allowed
    const share = Math.round((sizeOf(set) * allowed) / Math.max(before, 1)) - sizeOf(set)
    const bounded = toAdd > 0 ? Math.min(share, toAdd - added) : Math.max(share, toAdd - added)
    added += bounded
    return { of: set, to: sizeOf(set) + bounded }
  })
  return sizes
    .map(({ of, to }, at) => ({ of, to: Math.max(0, at === 0 ? to + toAdd - added : to) }))
    .filter(({ of, to }) => to !== sizeOf(of))
}
