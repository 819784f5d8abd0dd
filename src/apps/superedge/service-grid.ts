// SuperEdge's ServiceGrid: one Service for all units, which keeps its traffic within each.
import type { KubeObject } from '../../objects/object.ts'
import { isJson } from '../../objects/schema/typed.ts'
import type { AppDialect, Problem, Rendered, SeenUnit } from '../dialect.ts'
import { problemText } from '../dialect.ts'
import { part } from '../../objects/fields.ts'
import { adoptedBy, keyOf, labelsOf } from './grid.ts'

/** The annotation by which a node's view keeps traffic within a unit. */
export const topologyKeys = 'topologyKeys'

/** What kubectl wrote of the grid itself: it says nothing of the Service. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** A service of a grid. */
export const serviceGrid: AppDialect = {
  app: {
    group: 'superedge.io',
    version: 'v1',
    resource: 'servicegrids',
    kind: 'ServiceGrid',
    namespaced: true,
  },
  units: (grid) =>
    keyOf(grid) === ''
      ? { field: 'spec.gridUniqKey', reason: 'expected the key of a node label, there is none' }
      : { has: (unit) => unit === '', names: () => [''], isUnwanted: () => true },
  render: serviceOf,
  unitOf: () => '',
  adopts: adoptedBy,
  concerns: () => [],
  status: (_grid, seen) => statusOf(seen[0]),
}

function serviceOf(grid: KubeObject): Rendered {
  const template = part(grid, 'spec')['template']
  if (!isJson(template))
    return { field: 'spec.template', reason: 'expected the spec of a Service, there is none' }
  const { name, namespace, annotations = {} } = grid.metadata
  const { [lastApplied]: _, ...own } = annotations
  const metadata = {
    name: `${name}-svc`,
    ...(namespace === undefined ? {} : { namespace }),
    labels: labelsOf(grid),
    annotations: { ...own, [topologyKeys]: JSON.stringify([keyOf(grid)]) },
  }
  return [{ object: { apiVersion: 'v1', kind: 'Service', metadata, spec: template } }]
}

function statusOf(seen: SeenUnit | undefined) {
  const { loadBalancer } = part(seen?.children[0], 'status')
  return {
    loadBalancer: loadBalancer ?? {},
    conditions: seen?.problem === undefined ? [] : [failed(seen.problem)],
  }
}

const failed = (problem: Problem) => ({
  type: 'UpdateError',
  status: 'True',
  reason: 'Refused',
  message: problemText(problem),
})
