// OpenYurt's YurtAppSet: a workload in every pool that it names or selects; v1alpha1 lists its pools itself.
import { resourceKey } from '../../objects/object.ts'
import type { KubeObject } from '../../objects/object.ts'
import { isJson } from '../../objects/schema/typed.ts'
import type { AppDialect, Problem, Rendered, UnitName, WantedUnits } from '../dialect.ts'
import { isProblem } from '../dialect.ts'
import type { Cluster } from '../cluster.ts'
import { changedAt } from '../pod-templates.ts'
import { items, part, textMap } from '../../objects/fields.ts'
import { nodePool, nodePoolKey } from '../units/node-pool.ts'
import { poolChoice } from './pools.ts'
import { keeping, rolledBack } from './revisions.ts'
import { setStatus } from './set-status.ts'
import { inTopology, isTopology, topologyStatus, topologyUnits } from './topology.ts'
import { tweaked } from './tweaks.ts'
import { objectOf, ofPool, poolOf, templateIn, withRevision } from './workload.ts'

const owner = 'apps.openyurt.io/ref-yurtappset'
const refPool = 'apps.openyurt.io/ref-nodepool'
const patchKey = 'apps.openyurt.io/patch'

/** A set of workloads of OpenYurt. */
export const yurtAppSet: AppDialect = {
  app: {
    group: 'apps.openyurt.io',
    version: 'v1beta1',
    resource: 'yurtappsets',
    kind: 'YurtAppSet',
    namespaced: true,
  },
  units: (app, cluster) => (isTopology(app) ? topologyUnits(app) : units(app, cluster)),
  render: (app, unit, cluster, own = []) =>
    isTopology(app) ? inTopology(app, unit, own, patchKey) : inPool(app, unit, cluster, own),
  unitOf: (_app, child) => poolOf(child),
  adopts: (app) => ({ [owner]: app.metadata.name }),
  revisions: { keeping, back: rolledBack },
  concerns: (app, change) =>
    change.kind === 'object' &&
    change.of === resourceKey(nodePool.kind) &&
    mayMean(app, change.name)
      ? [change.name]
      : [],
  status: (app, seen) => (isTopology(app) ? topologyStatus(app, seen) : setStatus(app, seen)),
}

/** The pools that are there and are meant. A pool that is gone vanished; one that is there and is not meant is unwanted. */
function units(app: KubeObject, cluster: Cluster): WantedUnits | Problem {
  const choice = poolChoice(part(app, 'spec'), 'spec')
  if (isProblem(choice)) return choice
  const poolAt = (name: string) => {
    const pool = cluster.object(nodePool.kind, name)
    return pool?.metadata.deletionTimestamp === undefined ? pool : undefined
  }
  const has = (name: string) => {
    const pool = poolAt(name)
    return pool !== undefined && choice.means(pool)
  }
  return {
    has,
    names: () =>
      choice.selects
        ? [...cluster.objects(nodePool.kind)].map(({ metadata: { name } }) => name).filter(has)
        : [...new Set(choice.names)].filter(has),
    isUnwanted: (name) =>
      poolAt(name) !== undefined || !(choice.selects || choice.names.includes(name)),
  }
}

/** Whether a pool may be one of an app's: by name, or by labels that may be anything. */
function mayMean(app: KubeObject, pool: string): boolean {
  const spec = part(app, 'spec')
  const tweaks = items(part(spec, 'workload'), 'workloadTweaks')
  return [spec, ...tweaks].some((each) => {
    const choice = poolChoice(isJson(each) ? each : {}, '')
    return isProblem(choice) || choice.selects || choice.names.includes(pool)
  })
}

function inPool(
  app: KubeObject,
  unit: UnitName,
  cluster: Cluster,
  own: readonly KubeObject[],
): Rendered {
  const pool = cluster.object(nodePool.kind, unit)
  const template = templateIn(
    part(part(part(app, 'spec'), 'workload'), 'workloadTemplate'),
    'spec.workload.workloadTemplate',
  )
  if (pool === undefined) return []
  if (isProblem(template)) return template
  const { kind, metadata, spec } = template
  const labels = { ...textMap(metadata, 'labels'), [owner]: app.metadata.name }
  const annotations = { ...textMap(metadata, 'annotations'), [refPool]: unit }
  const object = pinned(
    objectOf(app, unit, ofPool({ kind, labels, annotations, spec }, unit), own),
    unit,
  )
  const done = tweaked(object, app, pool)
  if (isProblem(done)) return done
  return [{ object: withRevision(app, pinned(done, unit)) }]
}

/** Its pods run on the nodes of its pool, whatever a patch says. */
const pinned = (workload: KubeObject, pool: string): KubeObject =>
  changedAt(workload, ['spec', 'template', 'spec', 'nodeSelector'], (own) => ({
    ...own,
    [nodePoolKey]: pool,
  }))
