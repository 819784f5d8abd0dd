// Applications of OpenYurt that list their pools themselves: YurtAppSet as v1alpha1 has it, and UnitedDeployment.
import type { KubeObject } from '../../objects/object.ts'
import { strategicPatch } from '../../objects/patches/strategic-patch.ts'
import { builtinSchema } from '../../objects/schema/builtin.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { Problem, Rendered, SeenUnit, UnitName, WantedUnits } from '../dialect.ts'
import { isProblem } from '../dialect.ts'
import { withNodeTerm } from '../node-affinity.ts'
import { perObject } from '../per-object.ts'
import { changedAt } from '../pod-templates.ts'
import { count, items, part, text, textMap } from '../../objects/fields.ts'
import { stableJson } from '../stable.ts'
import { revisionOf } from './revisions.ts'
import { condition, told } from './set-status.ts'
import { objectOf, ofPool, templateIn, withRevision } from './workload.ts'

/** Whether a manifest lists its pools. */
export const isTopology = (app: KubeObject): boolean => part(app, 'spec')['workload'] === undefined

interface Pool {
  readonly pool: Json
  readonly field: string
}

/** The pools by name; one that is wrong has a unit in which only that is told. */
const poolsOf = perObject(readPools)

function readPools(app: KubeObject): ReadonlyMap<UnitName, Pool | Problem> {
  const pools = new Map<UnitName, Pool | Problem>()
  for (const [i, pool] of items(part(part(app, 'spec'), 'topology'), 'pools').entries()) {
    const field = `spec.topology.pools[${i}]`
    const name = text(pool, 'name')
    if (!isJson(pool) || name === '')
      pools.set(field, { field: `${field}.name`, reason: 'expected the name of a pool' })
    else if (pools.has(name))
      pools.set(field, { field, reason: `expected each pool once, "${name}" is there already` })
    else pools.set(name, { pool, field })
  }
  return pools
}

/** The pools that an app lists. */
export function topologyUnits(app: KubeObject): WantedUnits | Problem {
  const listed = part(part(app, 'spec'), 'topology')['pools']
  if (listed !== undefined && !Array.isArray(listed))
    return { field: 'spec.topology.pools', reason: 'expected a list of pools' }
  const pools = poolsOf(app)
  return { has: (unit) => pools.has(unit), names: () => pools.keys(), isUnwanted: () => true }
}

/** The workload of a pool; `patchKey` is the annotation that tells its patch, where pools have one. */
export function inTopology(
  app: KubeObject,
  unit: UnitName,
  own: readonly KubeObject[],
  patchKey?: string,
): Rendered {
  const found = poolsOf(app).get(unit)
  if (found === undefined) return []
  if (isProblem(found)) return found
  const { pool, field } = found
  const spec = part(app, 'spec')
  const template = templateIn(part(spec, 'workloadTemplate'), 'spec.workloadTemplate')
  if (isProblem(template)) return template
  const patch = patchKey === undefined ? undefined : (pool['patch'] ?? undefined)
  const told =
    patchKey === undefined ? {} : { [patchKey]: patch === undefined ? '' : stableJson(patch) }
  const selector = part(spec, 'selector')
  const workload = {
    kind: template.kind,
    labels: { ...textMap(template.metadata, 'labels'), ...textMap(selector, 'matchLabels') },
    annotations: { ...textMap(template.metadata, 'annotations'), ...told },
    spec: { ...template.spec, selector, ...limits(spec, pool) },
  }
  const object = changedAt(
    objectOf(app, unit, ofPool(workload, unit), own),
    ['spec', 'template', 'spec'],
    (podSpec) => onNodes(podSpec, pool),
  )
  const done = patch === undefined ? object : patched(object, patch, `${field}.patch`)
  return isProblem(done) ? done : [{ object: withRevision(app, done) }]
}

/** What an app or a pool says of all workloads. */
function limits(spec: Json, pool: Json): Json {
  const replicas = count(pool, 'replicas')
  const revisionHistoryLimit = count(spec, 'revisionHistoryLimit')
  return {
    ...(replicas === undefined ? {} : { replicas }),
    ...(revisionHistoryLimit === undefined ? {} : { revisionHistoryLimit }),
  }
}

/** Where pods of a pool run, and what they tolerate there. */
function onNodes(podSpec: Json, pool: Json): Json {
  const spec = withNodeTerm(podSpec, part(pool, 'nodeSelectorTerm'))
  const tolerations = items(pool, 'tolerations')
  if (tolerations.length === 0) return spec
  return { ...spec, tolerations: [...items(spec, 'tolerations'), ...tolerations] }
}

function patched(object: KubeObject, patch: unknown, field: string): KubeObject | Problem {
  if (!isJson(patch)) return { field, reason: 'expected a strategic patch, an object' }
  const result = strategicPatch(builtinSchema, object.kind, object, patch)
  if ('problem' in result) return { field, reason: result.message }
  const { value } = result
  const isSame = (of: unknown) =>
    isJson(of) &&
    of['kind'] === object.kind &&
    text(part(of, 'metadata'), 'name') === object.metadata.name
  if (isSame(value) && isJson(value) && isJson(value['spec'])) return value as KubeObject
  return { field, reason: 'expected a patch that leaves kind and name as they are' }
}

/** The status of an app that lists its pools. */
export function topologyStatus(app: KubeObject, seen: readonly SeenUnit[]): Json {
  const spec = part(app, 'spec')
  const workloads = seen.flatMap(({ unit, children }) =>
    children.slice(0, 1).map((child) => ({
      unit,
      replicas: count(part(child, 'spec'), 'replicas') ?? 1,
      ready: count(part(child, 'status'), 'readyReplicas') ?? 0,
    })),
  )
  const sum = (of: 'replicas' | 'ready') => workloads.reduce((all, each) => all + each[of], 0)
  const failures = told(seen)
  const isThere = seen.every(({ children }) => children.length > 0)
  return {
    observedGeneration: app.metadata.generation ?? 0,
    currentRevision: revisionOf(app).name,
    templateType:
      part(spec, 'workloadTemplate')['statefulSetTemplate'] === undefined
        ? 'Deployment'
        : 'StatefulSet',
    poolReplicas: Object.fromEntries(workloads.map(({ unit, replicas }) => [unit, replicas])),
    replicas: sum('replicas'),
    readyReplicas: sum('ready'),
    conditions: [
      condition('PoolProvisioned', isThere, isThere ? '' : 'NotAllPoolsProvisioned', ''),
      condition('PoolUpdated', failures === '', failures === '' ? '' : 'Error', failures),
      ...(failures === '' ? [] : [condition('PoolFailure', true, 'Error', failures)]),
    ],
  }
}
