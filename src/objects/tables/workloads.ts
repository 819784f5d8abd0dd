// The printed columns of what runs pods: deployments, and replica, stateful and daemon sets.
import { at } from '../field-path.ts'
import type { KubeObject } from '../object.ts'
import { labelSelectorText } from '../selectors/label-selector.ts'
import type { LabelSelectorObject } from '../selectors/label-selector.ts'
import { ageColumn, column, nameColumn, wide } from './columns.ts'
import type { Column } from './columns.ts'
import { count, or, part, parts, text } from './read.ts'

const containers = (field: string) => (object: KubeObject) =>
  parts(object, 'spec.template.spec.containers')
    .map((container) => text(container, field))
    .join(',')

const selectorText = (object: KubeObject) =>
  labelSelectorText(at(object, 'spec.selector') as LabelSelectorObject | undefined)

const containerColumns: readonly Column[] = [
  ageColumn,
  wide('Containers', containers('name')),
  wide('Images', containers('image')),
]

const templateColumns: readonly Column[] = [...containerColumns, wide('Selector', selectorText)]

const readyColumn = column(
  'Ready',
  (it) => `${count(it, 'status.readyReplicas')}/${count(it, 'spec.replicas')}`,
)

/** A column with the number at a path. */
const number = (name: string, path: string): Column =>
  column(name, (it) => count(it, path), { type: 'integer' })

/** Columns of deployments. */
export const deploymentColumns: readonly Column[] = [
  nameColumn,
  readyColumn,
  column('Up-to-date', (it) => count(it, 'status.updatedReplicas')),
  column('Available', (it) => count(it, 'status.availableReplicas')),
  ...templateColumns,
]

/** Columns of replica sets. */
export const replicaSetColumns: readonly Column[] = [
  nameColumn,
  number('Desired', 'spec.replicas'),
  number('Current', 'status.replicas'),
  number('Ready', 'status.readyReplicas'),
  ...templateColumns,
]

/** Columns of stateful sets. */
export const statefulSetColumns: readonly Column[] = [nameColumn, readyColumn, ...containerColumns]

function nodeSelectorText(object: KubeObject): string {
  const labels = Object.entries(part(object, 'spec.template.spec.nodeSelector'))
  const sorted = labels.map(([key, value]) => `${key}=${String(value)}`).toSorted()
  return or(sorted.join(','), '<none>')
}

/** Columns of daemon sets. */
export const daemonSetColumns: readonly Column[] = [
  nameColumn,
  number('Desired', 'status.desiredNumberScheduled'),
  number('Current', 'status.currentNumberScheduled'),
  number('Ready', 'status.numberReady'),
  number('Up-to-date', 'status.updatedNumberScheduled'),
  number('Available', 'status.numberAvailable'),
  column('Node Selector', nodeSelectorText),
  ...templateColumns,
]
