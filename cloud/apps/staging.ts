// An app's staged rollout, as the controller sees its units: what each has of what is asked for now, and what it may get.
import type { Cluster } from '../../src/apps/cluster.ts'
import { isProblem } from '../../src/apps/dialect.ts'
import type { UnitName } from '../../src/apps/dialect.ts'
import { markOf, renderedMark } from '../../src/apps/marks.ts'
import { planOf } from '../../src/apps/rollout/plan.ts'
import type { UnitStand } from '../../src/apps/rollout/facts.ts'
import { isWell } from '../../src/apps/rollout/well.ts'
import { hashOf } from '../../src/apps/stable.ts'
import { placeOf } from '../../src/apps/unit-step.ts'
import type { Place, Staged } from '../../src/apps/unit-step.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { unitNames, wantedIn } from './app.ts'
import type { App } from './app.ts'
import type { Rollouts } from './rollouts.ts'

/** What staging stands on. */
export interface StagingParts {
  readonly rollouts: Pick<Rollouts, 'see' | 'may' | 'forget'>
  readonly cluster: Cluster
  readonly at: (place: Place) => KubeObject | undefined
}

/** Tells an app's rollout what is seen of its units, and what each may do; undefined where nothing is staged. */
export function stagingOf(
  { rollouts, cluster, at }: StagingParts,
  app: App,
): ((unit: UnitName) => Staged) | undefined {
  const plan = planOf(app.object)
  if (plan === undefined) {
    rollouts.forget(app.key)
    return undefined
  }
  if (isProblem(plan)) return () => ({ problem: plan })
  const revision = hashOf(app.object['spec'])
  const stands = [...unitNames(app, cluster)].flatMap((unit): readonly UnitStand[] => {
    const stand = standOf(app, unit, cluster, at)
    return stand === undefined ? [] : [{ unit, stand }]
  })
  rollouts.see(app.key, { revision, plan, units: stands.toSorted(byUnit) })
  return (unit) => ({ revision, may: rollouts.may(app.key, revision, unit) })
}

/** Whether a unit may not get what is new. */
export const isHeldBack = (staged: Staged | undefined): boolean =>
  staged !== undefined && 'may' in staged && staged.may !== 'get'

const byUnit = (one: UnitStand, other: UnitStand): number => (one.unit < other.unit ? -1 : 1)

/** How a unit stands; undefined where nothing can be wanted. */
function standOf(
  app: App,
  unit: UnitName,
  cluster: Cluster,
  at: StagingParts['at'],
): UnitStand['stand'] | undefined {
  const wanted = wantedIn(app, unit, cluster)
  if (wanted.kind !== 'children') return undefined
  const live = wanted.children.map(({ object, hash }) => ({ hash, child: at(placeOf(object)) }))
  const isOld = live.some(
    ({ hash, child }) => child !== undefined && markOf(child, renderedMark) !== hash,
  )
  if (isOld) return 'old'
  return live.every(({ child }) => child !== undefined && isWell(child)) ? 'well' : 'new'
}
