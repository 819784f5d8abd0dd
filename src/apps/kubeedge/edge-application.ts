// KubeEdge's EdgeApplication: workloads once per target with that target's overrides, everything else once.
import type { KubeObject } from '../../objects/object.ts'
import { builtinKinds } from '../../objects/kinds/builtin.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { AppDialect, Child, Problem, Rendered, UnitName, WantedUnits } from '../dialect.ts'
import { isProblem } from '../dialect.ts'
import { perObject } from '../per-object.ts'
import { podSpecPath } from '../pod-templates.ts'
import { items, part, text, textMap } from '../../objects/fields.ts'
import { belongingTo } from '../units/node-group.ts'
import { targetStatus, workloadStatus } from './app-status.ts'
import type { Numbered } from './app-status.ts'
import { namedAt, overridden } from './overriders.ts'
import { targetsOf } from './targets.ts'

/** The annotation by which a Service keeps its traffic within each group. */
export const serviceTopology = 'apps.kubeedge.io/service-topology'
const withinGroup = 'range-nodegroup'

/** An application of KubeEdge. */
export const edgeApplication: AppDialect = {
  app: {
    group: 'apps.kubeedge.io',
    version: 'v1alpha1',
    resource: 'edgeapplications',
    kind: 'EdgeApplication',
    namespaced: true,
  },
  units,
  render,
  unitOf,
  concerns: () => [],
  status: (app, seen) => ({
    ...workloadStatus(seen, (unit) => namedIn(app, unit)),
    ...targetStatus(seen),
  }),
}

function units(app: KubeObject): WantedUnits | Problem {
  const targets = targetsOf(app)
  if (isProblem(targets)) return targets
  const manifests = part(part(app, 'spec'), 'workloadTemplate')['manifests']
  if (manifests !== undefined && !Array.isArray(manifests))
    return { field: 'spec.workloadTemplate.manifests', reason: 'expected a list of manifests' }
  return {
    has: (unit) => unit === '' || targets.has(unit),
    names: () => ['', ...targets.keys()],
    isUnwanted: () => true,
  }
}

/** One manifest of an app: what it makes, or what is wrong with it. */
interface Manifest {
  readonly ordinal: number
  readonly object: KubeObject | Problem
  readonly isWorkload: boolean
}

const manifestsOf = perObject((app: KubeObject): readonly Manifest[] =>
  items(part(part(app, 'spec'), 'workloadTemplate'), 'manifests').map((each, ordinal) => ({
    ordinal,
    object: objectOf(each, `spec.workloadTemplate.manifests[${ordinal}]`, app),
    isWorkload: podSpecPath(each) !== undefined,
  })),
)

/** The manifests of an app that make something in a unit, right or wrong; the empty unit has what is there once. */
function manifestsIn(app: KubeObject, unit: UnitName): readonly Manifest[] {
  const targets = targetsOf(app)
  const count = isProblem(targets) ? 0 : targets.size
  return manifestsOf(app).filter(({ object, isWorkload }) => {
    if (isProblem(object)) return unit === '' || isWorkload
    // A Deployment without targets is not there, as in KubeEdge; others are there once then.
    const isPerTarget = isWorkload && (count > 0 || object.kind === 'Deployment')
    return isPerTarget === (unit !== '')
  })
}

function render(app: KubeObject, unit: UnitName): Rendered {
  const targets = targetsOf(app)
  if (isProblem(targets)) return targets
  const target = targets.get(unit)
  if (unit !== '' && target === undefined) return []
  if (target !== undefined && isProblem(target)) return target
  const children: Child[] = []
  const manifests = manifestsIn(app, unit)
  for (const { object } of manifests) {
    if (isProblem(object)) return object
    const made = target === undefined ? plain(object) : overridden(object, target)
    if (isProblem(made)) return made
    children.push({ object: made })
  }
  return twice(manifests) ?? children
}

/** The objects that are to be in a unit, by their names alone. */
function namedIn(app: KubeObject, unit: UnitName): readonly Numbered[] {
  const targets = targetsOf(app)
  const target = isProblem(targets) ? undefined : targets.get(unit)
  if (target !== undefined && isProblem(target)) return []
  return manifestsIn(app, unit).flatMap(({ ordinal, object }) =>
    isProblem(object)
      ? []
      : [{ ordinal, object: target === undefined ? object : namedAt(object, target) }],
  )
}

/** An object of which an app has one; the traffic of a Service stays within groups. */
function plain(object: KubeObject): KubeObject {
  if (object.kind !== 'Service' || object.apiVersion !== 'v1') return object
  const annotations = { ...textMap(object.metadata, 'annotations'), [serviceTopology]: withinGroup }
  return { ...object, metadata: { ...object.metadata, annotations } }
}

/** A manifest as an object in the app's namespace, or what is wrong with it. */
function objectOf(from: unknown, field: string, app: KubeObject): KubeObject | Problem {
  const [apiVersion, kind] = [text(from, 'apiVersion'), text(from, 'kind')]
  const metadata = part(from, 'metadata')
  const name = text(metadata, 'name')
  if (!isJson(from) || apiVersion === '' || kind === '')
    return { field, reason: 'expected an object with apiVersion and kind' }
  if (name === '')
    return { field: `${field}.metadata.name`, reason: 'expected a name, there is none' }
  const { namespace } = app.metadata
  const other = text(metadata, 'namespace')
  if (other !== '' && other !== namespace) {
    const reason = `expected the namespace of the app (${namespace ?? ''}) or none, got "${other}"`
    return { field: `${field}.metadata.namespace`, reason }
  }
  if (isOfCluster(apiVersion, kind)) {
    const reason = `expected a kind that lies in a namespace: a ${kind} cannot belong to an app`
    return { field: `${field}.kind`, reason }
  }
  const here = namespace === undefined ? {} : { namespace }
  const { status: _, ...rest } = from
  return { ...rest, apiVersion, kind, metadata: { ...metadata, name, ...here } }
}

const isOfCluster = (apiVersion: string, kind: string): boolean =>
  builtinKinds.some(
    (each) =>
      each.kind === kind &&
      !each.namespaced &&
      (each.group === '' ? each.version : `${each.group}/${each.version}`) === apiVersion,
  )

/** Two manifests that make the same object. */
function twice(found: readonly Manifest[]): Problem | undefined {
  const seen = new Map<string, number>()
  for (const { ordinal, object } of found) {
    if (isProblem(object)) continue
    const { apiVersion, kind, metadata } = object
    const key = `${apiVersion} ${kind} ${metadata.name}`
    const other = seen.get(key)
    if (other !== undefined) {
      const reason = `expected each object once, manifests[${other}] is ${kind} ${metadata.name} too`
      return { field: `spec.workloadTemplate.manifests[${ordinal}]`, reason }
    }
    seen.set(key, ordinal)
  }
  return undefined
}

/** The unit that the name of a child tells: its group's, or that of its labels; else it is there once. */
function unitOf(app: KubeObject, child: KubeObject): UnitName {
  const names = manifestsOf(app).map(({ object }) =>
    isProblem(object) ? '' : object.metadata.name,
  )
  const path = podSpecPath(child)
  if (path === undefined) return ''
  const { name } = child.metadata
  if (names.includes(name)) return ''
  const spec = path.reduce<Json>(part, child)
  const group = textMap(spec, 'nodeSelector')[belongingTo]
  if (group !== undefined && name.endsWith(`-${group}`)) return group
  return /-(ls-[0-9a-f]{8})$/.exec(name)?.[1] ?? ''
}
