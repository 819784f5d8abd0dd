// SuperEdge's DeploymentGrid and StatefulSetGrid: in each unit a workload of the unit's template, on the unit's nodes.
import type { KubeObject } from '../../objects/object.ts'
import { isJson, type Json } from '../../objects/schema/typed.ts'
import type { AppDialect, Problem, Rendered, SeenUnit } from '../dialect.ts'
import { isProblem, problemText } from '../dialect.ts'
import { count, items, part, text, textMap } from '../../objects/fields.ts'
import { adoptedBy, keyOf, labelsOf, unitsConcerned, unitsOf } from './grid.ts'
import { templateOf, unusedTemplates } from './template.ts'

/** A grid of Deployments. */
export const deploymentGrid = workloadGrid('DeploymentGrid', 'Deployment')
/** A grid of StatefulSets. */
export const statefulSetGrid = workloadGrid('StatefulSetGrid', 'StatefulSet')

function workloadGrid(kind: string, of: 'Deployment' | 'StatefulSet'): AppDialect {
  return {
    app: {
      group: 'superedge.io',
      version: 'v1',
      resource: `${kind.toLowerCase()}s`,
      kind,
      namespaced: true,
    },
    units: unitsOf,
    render: (grid, unit) => workloadIn(grid, unit, of),
    unitOf: (grid, child) =>
      textMap(part(part(part(child, 'spec'), 'template'), 'spec'), 'nodeSelector')[keyOf(grid)] ??
      child.metadata.name.slice(grid.metadata.name.length + 1),
    adopts: adoptedBy,
    concerns: unitsConcerned,
    status: (_grid, seen) => ({ states: statesOf(seen) }),
    amend: (grid, cluster) => {
      if (part(grid, 'spec')['autoDeleteUnusedTemplate'] !== true) return undefined
      const unused = unusedTemplates(grid, cluster.valuesOf(keyOf(grid)).keys())
      if (unused.length === 0) return undefined
      return { spec: { templatePool: Object.fromEntries(unused.map((name) => [name, null])) } }
    },
  }
}

function workloadIn(grid: KubeObject, unit: string, kind: string): Rendered {
  const template = templateOf(grid, unit)
  if (isProblem(template)) return template
  const podTemplate = part(template, 'template')
  const podSpec = part(podTemplate, 'spec')
  const nodeSelector = { ...part(podSpec, 'nodeSelector'), [keyOf(grid)]: unit }
  const spec = {
    ...template,
    template: { ...podTemplate, spec: { ...podSpec, nodeSelector } },
  }
  const metadata = {
    name: `${grid.metadata.name}-${unit}`,
    ...(grid.metadata.namespace === undefined ? {} : { namespace: grid.metadata.namespace }),
    labels: labelsOf(grid),
  }
  return [{ object: { apiVersion: 'apps/v1', kind, metadata, spec } }]
}

/** What a status tells of each unit: replicas, the ready ones, whether they are available, and what is wrong there. */
const statesOf = (seen: readonly SeenUnit[]): Json =>
  Object.fromEntries(
    seen
      .filter(({ unit }) => unit !== '')
      .map(({ unit, children, problem }) => {
        const status = part(children[0], 'status')
        const available = items(status, 'conditions').filter(
          (each) => isJson(each) && text(each, 'type') === 'Available',
        )
        const wrong = problem === undefined ? [] : [refused(problem)]
        const conditions = [...available, ...wrong]
        return [
          unit,
          {
            replicas: count(status, 'replicas') ?? 0,
            readyReplicas: count(status, 'readyReplicas') ?? 0,
            ...(conditions.length === 0 ? {} : { conditions }),
          },
        ]
      }),
  )

const refused = (problem: Problem) => ({
  type: 'Refused',
  status: 'True',
  reason: 'InvalidManifest',
  message: problemText(problem),
})
