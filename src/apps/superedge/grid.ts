// What the three grids of SuperEdge share: their units are the values of one node label, their children bear its name.
import type { KubeObject } from '../../objects/object.ts'
import type { Cluster } from '../cluster.ts'
import type { ClusterChange, Problem, UnitName, WantedUnits } from '../dialect.ts'
import { part, text } from '../../objects/fields.ts'

/** The label that a child bears: the grid's name. */
export const gridSelector = 'superedge.io/grid-selector'
/** The label that a child bears: the node label whose values are the units. */
export const gridUniqKey = 'superedge.io/grid-uniq-key'

/** The node label whose values are a grid's units. */
export const keyOf = (grid: KubeObject): string => text(part(grid, 'spec'), 'gridUniqKey')

/** The units of a grid: every value of its label that some node has. */
export function unitsOf(grid: KubeObject, cluster: Cluster): WantedUnits | Problem {
  const key = keyOf(grid)
  if (key === '')
    return { field: 'spec.gridUniqKey', reason: 'expected the key of a node label, there is none' }
  const values = cluster.valuesOf(key)
  return {
    has: (unit) => values.has(unit),
    names: () => values.keys(),
    // The key of the children is another: they are of units that the manifest does not ask for any more.
    isUnwanted: () => false,
  }
}

/** A change of the values of the grid's label concerns the unit of that value. */
export const unitsConcerned = (grid: KubeObject, change: ClusterChange): readonly UnitName[] =>
  change.kind === 'label-value' && change.key === keyOf(grid) ? [change.value] : []

/**
 * The labels of a child: those of the grid, and two that say whose it is. A label's value has no `/`, which keys of nodes'
 * labels do have (`topology.kubernetes.io/zone`): there it becomes `_`, where SuperEdge cannot go on.
 */
export const labelsOf = (grid: KubeObject): Readonly<Record<string, string>> => ({
  ...grid.metadata.labels,
  [gridSelector]: grid.metadata.name,
  [gridUniqKey]: keyOf(grid).replaceAll('/', '_'),
})

/** By what a child without an owner is known to be a grid's. */
export const adoptedBy = (grid: KubeObject): Readonly<Record<string, string>> => ({
  [gridSelector]: grid.metadata.name,
})
