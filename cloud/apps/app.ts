// One app as the controller knows it, and what it works out for one unit of it.
import { qualified } from '../../src/objects/answers/status.ts'
import type { AppDialect, AppKind, Problem, SeenUnit, UnitName } from '../../src/apps/dialect.ts'
import { isProblem } from '../../src/apps/dialect.ts'
import type { Cluster } from '../../src/apps/cluster.ts'
import { dressed } from '../../src/apps/dressed.ts'
import type { Dressed } from '../../src/apps/dressed.ts'
import { markOf, unitMark } from '../../src/apps/marks.ts'
import type { UnitSight } from '../../src/apps/unit-step.ts'
import type { KubeObject } from '../../src/objects/object.ts'

/** An app that is there. */
export interface App {
  readonly key: string
  readonly dialect: AppDialect
  object: KubeObject
  /** What is wrong, by unit; the empty name is the app as a whole. */
  readonly problems: Map<UnitName, Problem>
  /** When units are to be looked at again, in wall time. */
  readonly dues: Map<UnitName, number>
  /** Units in which something is to be done. */
  readonly dealt: Set<UnitName>
}

/** How an app is called in facts: `deploymentgrids.superedge.io/default/demo`. */
export const appKey = (kind: AppKind, namespace: string | undefined, name: string): string =>
  [qualified(kind), ...(namespace === undefined ? [] : [namespace]), name].join('/')

/** The units in which an app has children, each with these. */
export function unitsSeen(
  { dialect, object }: App,
  children: Iterable<KubeObject>,
): Map<UnitName, KubeObject[]> {
  const units = new Map<UnitName, KubeObject[]>()
  for (const child of children) {
    const unit = markOf(child, unitMark) ?? dialect.unitOf(object, child)
    const of = units.get(unit)
    if (of === undefined) units.set(unit, [child])
    else of.push(child)
  }
  return units
}

/** What is wanted in a unit. */
export function wantedIn(app: App, unit: UnitName, cluster: Cluster): UnitSight['wanted'] {
  const { dialect, object } = app
  const units = dialect.units(object, cluster)
  if (isProblem(units)) return { kind: 'problem', problem: units }
  if (!units.has(unit)) return { kind: units.isUnwanted(unit) ? 'unwanted' : 'vanished' }
  const rendered = dialect.render(object, unit, cluster)
  if (isProblem(rendered)) return { kind: 'problem', problem: rendered }
  const children = rendered.map((child): Dressed => dressed(dialect.app, object, unit, child))
  return { kind: 'children', children }
}

/** All units of an app: those that are wanted, and those where something is. */
export function unitNames(
  { dialect, object }: App,
  seen: ReadonlyMap<UnitName, unknown>,
  cluster: Cluster,
): ReadonlySet<UnitName> {
  const units = dialect.units(object, cluster)
  return new Set([...(isProblem(units) ? [] : units.names()), ...seen.keys()])
}

/** What a status is made of, by the units' names. */
export function seenUnits(
  { problems }: App,
  names: Iterable<UnitName>,
  seen: ReadonlyMap<UnitName, readonly KubeObject[]>,
): readonly SeenUnit[] {
  return [...names]
    .toSorted()
    .map((unit) => ({ unit, children: seen.get(unit) ?? [], problem: problems.get(unit) }))
}
