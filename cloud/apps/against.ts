// What stands against a manifest of an app or a unit before it is stored: the words that its status would have, and no others.
import type { Cluster } from '../../src/apps/cluster.ts'
import type { AppDialect } from '../../src/apps/dialect.ts'
import { isProblem, problemText } from '../../src/apps/dialect.ts'
import { planOf, rolloutMark } from '../../src/apps/rollout/plan.ts'
import { markOf } from '../../src/apps/marks.ts'
import { UnitIndex } from '../../src/apps/units/unit-index.ts'
import { overlapText } from '../../src/apps/units/told.ts'
import type { UnitDialect } from '../../src/apps/units/unit-dialect.ts'
import { rivalApp } from '../../src/apps/unit-step.ts'
import { texts } from '../../src/objects/fields.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { isEqualJson } from '../../src/objects/patches/equal.ts'
import { newApp, unitNames, wantedIn } from './app.ts'
import type { Objects } from './objects.ts'

/** What is known of the cluster. */
export interface Surroundings {
  readonly objects: Objects
  readonly cluster: Cluster
}

/** A manifest as it would be, and as it is. */
export interface Manifest {
  readonly object: KubeObject
  readonly old: KubeObject | undefined
}

/** What a manifest of an app would be told, unit by unit, and was not told before. */
export const againstApp = (around: Surroundings, dialect: AppDialect, of: Manifest) =>
  news(of, (app) => appLines(around, dialect, app))

/** What a manifest of a unit would be told, and was not told before. */
export const againstUnit = ({ cluster }: Surroundings, dialect: UnitDialect, of: Manifest) =>
  news(of, (unit) => unitLines(cluster, dialect, unit))

/** Whoever changes something else, mends half of it, or lets it go, is not refused. */
function news(
  { object, old }: Manifest,
  lines: (of: KubeObject) => readonly string[],
): readonly string[] {
  if (object.metadata.deletionTimestamp !== undefined) return []
  if (old === undefined) return lines(object)
  const isSame =
    isEqualJson(object['spec'], old['spec']) &&
    markOf(object, rolloutMark) === markOf(old, rolloutMark)
  if (isSame) return []
  const known = new Set(lines(old))
  return lines(object).filter((line) => !known.has(line))
}

function appLines(
  { objects, cluster }: Surroundings,
  dialect: AppDialect,
  object: KubeObject,
): readonly string[] {
  const { uid = '' } = object.metadata
  const app = newApp(dialect, object, objects.childrenOf(uid))
  const plan = planOf(object)
  const staged = plan !== undefined && isProblem(plan) ? [problemText(plan)] : []
  const ofUnits = [...unitNames(app, cluster)].flatMap((unit): readonly string[] => {
    const wanted = wantedIn(app, unit, cluster)
    const named = (line: string) => (unit === '' ? line : `${unit}: ${line}`)
    if (wanted.kind === 'problem') return [named(problemText(wanted.problem))]
    if (wanted.kind !== 'children') return []
    return wanted.children.flatMap((child) => {
      const rival = rivalApp(object, child.object, (place) => objects.at(place))
      return rival === undefined ? [] : [named(problemText(rival))]
    })
  })
  const units = dialect.units(object, cluster)
  return [...new Set([...staged, ...(isProblem(units) ? [problemText(units)] : ofUnits)])]
}

function unitLines(cluster: Cluster, dialect: UnitDialect, given: KubeObject): readonly string[] {
  const { kind } = dialect
  // Who has no age yet is younger than all others.
  const creationTimestamp = given.metadata.creationTimestamp ?? '9999-12-31T23:59:59Z'
  const object = { ...given, metadata: { ...given.metadata, creationTimestamp } }
  const { name } = object.metadata
  const isOfKind = (of: Parameters<Cluster['objects']>[0]) => resourceKey(of) === resourceKey(kind)
  const others = [...cluster.objects(kind)].filter(({ metadata }) => metadata.name !== name)
  const seen = new UnitIndex({
    ...cluster,
    objects: (of) => (isOfKind(of) ? [...others, object] : cluster.objects(of)),
    object: (of, wanted) => (isOfKind(of) && wanted === name ? object : cluster.object(of, wanted)),
  }).seen(kind, name)
  const named = texts(given['spec'], 'nodes')
  return [
    ...seen.problems.filter(({ about }) => about !== 'node').map(problemText),
    ...seen.others.map(({ node, unit }) => {
      const field = named.includes(node.metadata.name) ? 'spec.nodes' : 'spec.matchLabels'
      return problemText({ field, reason: overlapText(node.metadata.name, kind.kind, unit) })
    }),
  ]
}
