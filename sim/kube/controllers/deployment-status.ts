// The status of a deployment: counts, and the conditions by which a rollout is watched.
import type { WallMs } from '../../../src/kernel/time.ts'
import { parseMicros, timestamp } from '../../../src/objects/timestamp.ts'
import { conditionOf, withCondition } from './conditions.ts'
import type { Condition, Deployment, DeploymentStatus, ReplicaSet } from './objects.ts'
import { availableOf, sizeOf, slackOf, sum, wantedOf } from './rollout.ts'

/** What the status is made from. */
export interface Rollout {
  readonly deployment: Deployment
  readonly newest: ReplicaSet | undefined
  readonly old: readonly ReplicaSet[]
  readonly wall: WallMs
  /** Name of the set that is being made for a new template. */
  readonly making?: string
}

/** The status as it should be. */
export function statusOf(rollout: Rollout): DeploymentStatus {
  const { deployment } = rollout
  const counts = countsOf(rollout)
  const withAvailable = withCondition(deployment.status?.conditions, available(rollout, counts))
  const progress = progressing(rollout, counts)
  const conditions = progress === undefined ? withAvailable : withCondition(withAvailable, progress)
  const generation = deployment.metadata.generation
  const observed = generation === undefined ? {} : { observedGeneration: generation }
  return { ...counts, ...observed, conditions }
}

type Counts = Required<Omit<DeploymentStatus, 'observedGeneration' | 'conditions'>>

function countsOf({ newest, old }: Rollout): Counts {
  const all = newest === undefined ? old : [...old, newest]
  const availableReplicas = sum(all, availableOf)
  return {
    replicas: sum(all, (set) => set.status?.replicas ?? 0),
    updatedReplicas: newest?.status?.replicas ?? 0,
    readyReplicas: sum(all, (set) => set.status?.readyReplicas ?? 0),
    availableReplicas,
    unavailableReplicas: Math.max(0, sum(all, sizeOf) - availableReplicas),
    terminatingReplicas: sum(all, (set) => set.status?.terminatingReplicas ?? 0),
  }
}

function available({ deployment, wall }: Rollout, counts: Counts): Condition {
  const minimum = wantedOf(deployment) - slackOf(deployment).maxUnavailable
  const enough = counts.availableReplicas >= minimum
  return settled(deployment, wall, {
    type: 'Available',
    status: enough ? 'True' : 'False',
    reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: `Deployment ${enough ? 'has' : 'does not have'} minimum availability.`,
  })
}

/** The Progressing condition, unless it stays as it is. */
function progressing(rollout: Rollout, counts: Counts): Condition | undefined {
  const { deployment, wall, making } = rollout
  const had = conditionOf(deployment, 'Progressing')
  const pause = pausing(deployment, had)
  if (pause !== undefined) return progress(rollout, 'Unknown', ...pause)
  if (deployment.spec.progressDeadlineSeconds === undefined) return undefined
  if (making !== undefined)
    return progress(rollout, 'True', 'NewReplicaSetCreated', `Created new replica set "${making}"`)
  const available = had?.reason === 'NewReplicaSetAvailable'
  if (deployment.spec.paused === true || (available && counts.replicas === counts.updatedReplicas))
    return undefined
  const late = had !== undefined && !available && deadlineMs(deployment, had, wall) <= 0
  return advance(rollout, counts, late)
}

/** What the counts say of a rollout under way. */
function advance(rollout: Rollout, counts: Counts, late: boolean): Condition | undefined {
  const { deployment, newest, wall } = rollout
  const { name } = deployment.metadata
  const subject =
    newest === undefined ? `Deployment "${name}"` : `ReplicaSet "${newest.metadata.name}"`
  if (isComplete(deployment, counts)) {
    const message = `${subject} has successfully progressed.`
    return progress(rollout, 'True', 'NewReplicaSetAvailable', message)
  }
  if (conditionOf(deployment, 'Progressing') === undefined || madeProgress(deployment, counts)) {
    const said = progress(rollout, 'True', 'ReplicaSetUpdated', `${subject} is progressing.`)
    return { ...said, lastUpdateTime: timestamp(wall) }
  }
  if (!late) return undefined
  const message = `${subject} has timed out progressing.`
  return progress(rollout, 'False', 'ProgressDeadlineExceeded', message)
}

const progress = (
  { deployment, wall }: Rollout,
  status: Condition['status'],
  reason: string,
  message: string,
): Condition => settled(deployment, wall, { type: 'Progressing', status, reason, message })

/** What is to be said when a deployment was just paused or resumed. */
function pausing(
  { spec }: Deployment,
  had: Condition | undefined,
): readonly [reason: string, message: string] | undefined {
  const said = had?.reason === 'DeploymentPaused'
  if (spec.paused === true) return said ? undefined : ['DeploymentPaused', 'Deployment is paused']
  return said ? ['DeploymentResumed', 'Deployment is resumed'] : undefined
}

/** Whether every wanted pod is of the newest template and available, and no other is left. */
export const isComplete = (deployment: Deployment, counts: DeploymentStatus): boolean =>
  [counts.updatedReplicas, counts.replicas, counts.availableReplicas].every(
    (count) => (count ?? 0) === wantedOf(deployment),
  )

function madeProgress({ status = {} }: Deployment, counts: Counts): boolean {
  const updated = status.updatedReplicas ?? 0
  const olds = (status.replicas ?? 0) - updated
  return (
    counts.updatedReplicas > updated ||
    counts.replicas - counts.updatedReplicas < olds ||
    counts.readyReplicas > (status.readyReplicas ?? 0) ||
    counts.availableReplicas > (status.availableReplicas ?? 0)
  )
}

/** Milliseconds until a rollout without progress has failed. */
function deadlineMs(deployment: Deployment, progress: Condition, wall: WallMs): number {
  const seconds = deployment.spec.progressDeadlineSeconds ?? 600
  const since = (parseMicros(progress.lastUpdateTime ?? '') ?? wall * 1000) / 1000
  return since + seconds * 1000 - wall
}

/** The condition with its times: unchanged if it says what it said, a transition only if the status changed. */
function settled(deployment: Deployment, wall: WallMs, condition: Condition): Condition {
  const had = conditionOf(deployment, condition.type)
  if (had?.status === condition.status && had.reason === condition.reason) return had
  const now = timestamp(wall)
  const since = had?.status === condition.status ? had.lastTransitionTime : now
  const transition = since === undefined ? {} : { lastTransitionTime: since }
  return { ...condition, ...transition, lastUpdateTime: now }
}

/** When to look at the deadline again, while a rollout is under way. */
export function deadlineAgainMs(deployment: Deployment, wall: WallMs): number | undefined {
  const progress = conditionOf(deployment, 'Progressing')
  if (progress?.status !== 'True' || progress.reason === 'NewReplicaSetAvailable') return undefined
  if (deployment.spec.progressDeadlineSeconds === undefined) return undefined
  return Math.max(1000, deadlineMs(deployment, progress, wall))
}
