// The status of a YurtAppSet: its workloads counted, and its conditions.
import type { KubeObject } from '../../objects/object.ts'
import type { Json } from '../../objects/schema/typed.ts'
import type { SeenUnit, UnitName } from '../dialect.ts'
import { problemText } from '../dialect.ts'
import { markOf, vanishedMark } from '../marks.ts'
import { count, part } from '../../objects/fields.ts'
import { revisionOf } from './revisions.ts'

/** The status. A workload is updated when its own controller has done all that is wanted there now. */
export function setStatus(app: KubeObject, seen: readonly SeenUnit[]): Json {
  const workloads = seen.flatMap(({ children }) => children)
  const updated = seen
    .filter(({ problem, isHeldBack }) => problem === undefined && isHeldBack !== true)
    .flatMap(({ children }) => children.filter(isCurrent))
  const pools = seen.filter(({ children }) => !children.some(isOfVanished)).map(({ unit }) => unit)
  const ready = workloads.filter(isReady).length
  return {
    observedGeneration: app.metadata.generation ?? 0,
    currentRevision: revisionOf(app).name,
    totalWorkloads: workloads.length,
    readyWorkloads: ready,
    updatedWorkloads: updated.length,
    conditions: conditions(seen, pools, { total: workloads.length, ready }),
  }
}

const isOfVanished = (child: KubeObject): boolean => markOf(child, vanishedMark) !== undefined

const statusCount = (child: KubeObject, name: string): number =>
  count(part(child, 'status'), name) ?? 0

const isReady = (child: KubeObject): boolean =>
  statusCount(child, 'replicas') > 0 &&
  statusCount(child, 'readyReplicas') === statusCount(child, 'replicas')

/** Whether the workload's own controller has done what is wanted of it. */
const isCurrent = (child: KubeObject): boolean =>
  statusCount(child, 'observedGeneration') >= (child.metadata.generation ?? 0) &&
  statusCount(child, 'updatedReplicas') === statusCount(child, 'replicas')

function conditions(
  seen: readonly SeenUnit[],
  pools: readonly UnitName[],
  { total, ready }: { readonly total: number; readonly ready: number },
): readonly Json[] {
  const missing = seen.filter(({ children }) => children.length === 0).map(({ unit }) => unit)
  const failures = told(seen)
  const isDispatched = missing.length === 0
  const isAllReady = total > 0 && ready === total
  const readyReason = total === 0 ? 'NoWorkloadFound' : 'NotAllWorkloadsReady'
  return [
    pools.length === 0
      ? condition(
          'PoolFound',
          false,
          'NoFindPools',
          'There are no matched nodepools for YurtAppSet',
        )
      : condition(
          'PoolFound',
          true,
          'FindPools',
          `There are ${pools.length} matched nodepools: [${pools.join(' ')}]`,
        ),
    isDispatched
      ? condition('AppDispatched', true, '', 'All expected workloads are created successfully')
      : condition(
          'AppDispatched',
          false,
          'CreateWorkloadError',
          failures === '' ? `no workload yet in ${missing.join(', ')}` : failures,
        ),
    failures === ''
      ? condition('AppUpdated', true, '', 'All expected workloads are updated successfully')
      : condition('AppUpdated', false, 'UpdateWorkloadError', failures),
    condition('AppReady', isAllReady, isAllReady ? 'AllWorkloadsReady' : readyReason, ''),
  ]
}

/** A condition, which says only what there is to say. */
export const condition = (
  type: string,
  isTrue: boolean,
  reason: string,
  message: string,
): Json => ({
  type,
  status: isTrue ? 'True' : 'False',
  ...(reason === '' ? {} : { reason }),
  ...(message === '' ? {} : { message }),
})

/** What is wrong in which unit, a line each. */
export const told = (seen: readonly SeenUnit[]): string =>
  seen
    .flatMap(({ unit, problem }) =>
      problem === undefined ? [] : [`${unit}: ${problemText(problem)}`],
    )
    .join('\n')
