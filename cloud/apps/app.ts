// One app as the controller knows it, and what it works out for one unit of it.
import { qualified } from '../../src/objects/answers/status.ts'
import type { AppDialect, AppKind, Problem, SeenUnit, UnitName } from '../../src/apps/dialect.ts'
import { isProblem } from '../../src/apps/dialect.ts'
import type { Cluster } from '../../src/apps/cluster.ts'
import { dressed } from '../../src/apps/dressed.ts'
import type { Dressed } from '../../src/apps/dressed.ts'
import { markOf, unitMark } from '../../src/apps/marks.ts'
import { revisionKind } from '../../src/apps/revision-kind.ts'
import { placeOf } from '../../src/apps/unit-step.ts'
import type { Place, UnitSight, UnitStep } from '../../src/apps/unit-step.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { mergeDiff } from '../../src/objects/patches/merge-diff.ts'
import type { Json } from '../../src/objects/schema/typed.ts'

/** An app that is there. */
export interface App {
  readonly key: string
  readonly dialect: AppDialect
  object: KubeObject
  /** What is wrong with the manifest, by unit. */
  readonly problems: Map<UnitName, Problem>
  /** What Kubernetes refused, by unit, as long as it is wanted. */
  readonly refused: Map<UnitName, Problem>
  /** When units are to be looked at again, in wall time. */
  readonly dues: Map<UnitName, number>
  /** Units in which something is to be done. */
  readonly dealt: Set<UnitName>
  /** Units that a staged rollout keeps as they were. */
  readonly heldBack: Set<UnitName>
  /** Its children, by the unit they lie in. */
  seen: Map<UnitName, Map<Place, KubeObject>>
}

/** An app of which nothing is known yet but what it owns. */
export function newApp(
  dialect: AppDialect,
  object: KubeObject,
  children: Iterable<KubeObject>,
): App {
  const { namespace, name } = object.metadata
  return {
    key: appKey(dialect.app, namespace, name),
    dialect,
    object,
    problems: new Map(),
    refused: new Map(),
    dues: new Map(),
    dealt: new Set(),
    heldBack: new Set(),
    seen: unitsSeen(dialect, object, children),
  }
}

/** The unit of a child, by its mark, or by what an original controller gave it. */
export const unitOfChild = (dialect: AppDialect, app: KubeObject, child: KubeObject): UnitName =>
  markOf(child, unitMark) ?? dialect.unitOf(app, child)

/** How an app is called in facts: `deploymentgrids.superedge.io/default/demo`. */
export const appKey = (kind: AppKind, namespace: string | undefined, name: string): string =>
  [qualified(kind), ...(namespace === undefined ? [] : [namespace]), name].join('/')

/** The units in which an app has children, each with these. */
export function unitsSeen(
  dialect: AppDialect,
  app: KubeObject,
  children: Iterable<KubeObject>,
): App['seen'] {
  const seen: App['seen'] = new Map()
  for (const child of children)
    if (child.kind !== revisionKind) putChild(seen, unitOfChild(dialect, app, child), child)
  return seen
}

/** A child lies in a unit from now on. */
export function putChild(seen: App['seen'], unit: UnitName, child: KubeObject): void {
  const known = seen.get(unit)
  if (known === undefined) seen.set(unit, new Map([[placeOf(child), child]]))
  else known.set(placeOf(child), child)
}

/** A child lies there no more. */
export function dropChild(seen: App['seen'], unit: UnitName, child: KubeObject): void {
  const known = seen.get(unit)
  known?.delete(placeOf(child))
  if (known?.size === 0) seen.delete(unit)
}

/** The children that an app has in a unit. */
export const childrenIn = ({ seen }: App, unit: UnitName): readonly KubeObject[] => [
  ...(seen.get(unit)?.values() ?? []),
]

/** What is wanted in a unit. */
export function wantedIn(app: App, unit: UnitName, cluster: Cluster): UnitSight['wanted'] {
  const { dialect, object } = app
  const units = dialect.units(object, cluster)
  if (isProblem(units)) return { kind: 'problem', problem: units }
  if (!units.has(unit)) return { kind: units.isUnwanted(unit) ? 'unwanted' : 'vanished' }
  const rendered = dialect.render(object, unit, cluster, childrenIn(app, unit))
  if (isProblem(rendered)) return { kind: 'problem', problem: rendered }
  const children = rendered.map((child): Dressed => dressed(dialect.app, object, unit, child))
  return { kind: 'children', children }
}

/** All units of an app: those that are wanted, and those where something is. */
export function unitNames({ dialect, object, seen }: App, cluster: Cluster): ReadonlySet<UnitName> {
  const units = dialect.units(object, cluster)
  return new Set([...(isProblem(units) ? [] : units.names()), ...seen.keys()])
}

/** What a status is made of, by the units' names. */
export function seenUnits(app: App, names: Iterable<UnitName>): readonly SeenUnit[] {
  return [...names].toSorted().map((unit) => ({
    unit,
    children: childrenIn(app, unit),
    problem: app.problems.get(unit) ?? app.refused.get(unit),
    isHeldBack: app.heldBack.has(unit),
  }))
}

/** Whether an object without an owner is the app's all the same, by its labels. */
export function adopts(
  { dialect, object: app }: App,
  { metadata: { labels } }: KubeObject,
): boolean {
  const wanted = Object.entries(dialect.adopts?.(app) ?? {})
  return wanted.length > 0 && wanted.every(([name, value]) => labels?.[name] === value)
}

/** Remembers what came of a look at a unit; whether its problem is news. */
export function takeStep(app: App, unit: UnitName, step: UnitStep, isHeldBack: boolean): boolean {
  const { problem, actions, due } = step
  const isNews = problem !== undefined && app.problems.get(unit)?.reason !== problem.reason
  if (problem === undefined) app.problems.delete(unit)
  else app.problems.set(unit, problem)
  if (isHeldBack) app.heldBack.add(unit)
  else app.heldBack.delete(unit)
  if (due === undefined) app.dues.delete(unit)
  else app.dues.set(unit, due)
  if (actions.length > 0) app.dealt.add(unit)
  else {
    app.dealt.delete(unit)
    app.refused.delete(unit)
  }
  return isNews
}

/** Whether two states of an app ask for the same: all but its status and versions. */
export function sameIntent(one: KubeObject, other: KubeObject): boolean {
  const of = ({ metadata, ...rest }: KubeObject): Json => {
    const { labels, annotations, deletionTimestamp } = metadata
    return { ...rest, status: undefined, labels, annotations, deletionTimestamp }
  }
  return mergeDiff(of(one), of(other)) === undefined
}
