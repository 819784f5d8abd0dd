// KubeEdge's EdgeApplication: workloads once per target with that target's overrides, everything else once.
import type { KubeObject } from '../../objects/object.ts'
import { builtinKinds } from '../../objects/kinds/builtin.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { AppDialect, Child, Problem, UnitName, WantedUnits } from '../dialect.ts'
import { isProblem } from '../dialect.ts'
import { podSpecPath } from '../pod-templates.ts'
import { items, part, text, textMap } from '../read.ts'
import { belongingTo } from '../units/node-group.ts'
import { workloadStatus } from './app-status.ts'
import type { Numbered } from './app-status.ts'
import { overridden } from './overriders.ts'
import { targetsOf } from './targets.ts'
import type { Target } from './targets.ts'

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
  render: (app, unit) => {
    const found = childrenIn(app, unit)
    return isProblem(found) ? found : found.map(({ object }): Child => ({ object }))
  },
  unitOf,
  concerns: () => [],
  status: (app, seen) =>
    workloadStatus(seen, {
      wantedIn: (unit) => childrenIn(app, unit),
      ordinalOf: (unit, { kind, metadata: { name } }) =>
        manifestsOf(app).findIndex((each) => {
          const base = text(part(each, 'metadata'), 'name')
          return text(each, 'kind') === kind && (base === name || `${base}-${unit}` === name)
        }),
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

/** What an app has in a unit, each with the place of its manifest; the empty unit has what is there once. */
function childrenIn(app: KubeObject, unit: UnitName): readonly Numbered[] | Problem {
  const targets = targetsOf(app)
  if (isProblem(targets)) return targets
  const target = targets.get(unit)
  if (target !== undefined && isProblem(target)) return target
  const found: Numbered[] = []
  for (const [ordinal, each] of manifestsOf(app).entries()) {
    const object = madeOf(app, ordinal, each, { target, targets: targets.size })
    if (object !== undefined && isProblem(object)) return object
    if (object !== undefined) found.push({ ordinal, object })
  }
  return twice(found) ?? found
}

const manifestsOf = (app: KubeObject): readonly unknown[] =>
  items(part(part(app, 'spec'), 'workloadTemplate'), 'manifests')

/** What a manifest is at a target, or once where there is no target; undefined if it is not there. */
function madeOf(
  app: KubeObject,
  ordinal: number,
  from: unknown,
  { target, targets }: { readonly target: Target | undefined; readonly targets: number },
): KubeObject | Problem | undefined {
  const manifest = manifestOf(from, `spec.workloadTemplate.manifests[${ordinal}]`, app)
  if (isProblem(manifest))
    return target === undefined || podSpecPath(from) !== undefined ? manifest : undefined
  if (!isPerTarget(manifest, targets)) return target === undefined ? plain(manifest) : undefined
  return target === undefined ? undefined : overridden(manifest, target)
}

/** A workload has a copy for each target. A Deployment has none without targets, as in KubeEdge; others are there once then. */
const isPerTarget = (manifest: KubeObject, targets: number): boolean =>
  podSpecPath(manifest) !== undefined && (targets > 0 || manifest.kind === 'Deployment')

/** An object of which an app has one; the traffic of a Service stays within groups. */
function plain(object: KubeObject): KubeObject {
  if (object.kind !== 'Service' || object.apiVersion !== 'v1') return object
  const annotations = { ...textMap(object.metadata, 'annotations'), [serviceTopology]: withinGroup }
  return { ...object, metadata: { ...object.metadata, annotations } }
}

/** A manifest as an object in the app's namespace, or what is wrong with it. */
function manifestOf(from: unknown, field: string, app: KubeObject): KubeObject | Problem {
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
function twice(found: readonly Numbered[]): Problem | undefined {
  const seen = new Map<string, number>()
  for (const { ordinal, object } of found) {
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
  const names = manifestsOf(app).map((each) => text(part(each, 'metadata'), 'name'))
  const path = podSpecPath(child)
  if (path === undefined) return ''
  const { name } = child.metadata
  if (names.includes(name)) return ''
  const spec = path.reduce<Json>(part, child)
  const group = textMap(spec, 'nodeSelector')[belongingTo]
  if (group !== undefined && name.endsWith(`-${group}`)) return group
  return /-(ls-[0-9a-f]{8})$/.exec(name)?.[1] ?? ''
}
