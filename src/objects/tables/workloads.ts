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
  wide('Containers', 'The names of the containers of its pods.', containers('name')),
  wide('Images', 'The images of the containers of its pods.', containers('image')),
]

const templateColumns: readonly Column[] = [
  ...containerColumns,
  wide('Selector', 'The labels by which it knows its pods.', selectorText),
]

const readyColumn = column(
  'Ready',
  'How many of the wanted pods are ready.',
  (it) => `${count(it, 'status.readyReplicas')}/${count(it, 'spec.replicas')}`,
)

/** A column with the number at a path. */
const number = (name: string, description: string, path: string): Column =>
  column(name, description, (it) => count(it, path), { type: 'integer' })

/** Columns of deployments. */
export const deploymentColumns: readonly Column[] = [
  nameColumn,
  readyColumn,
  column('Up-to-date', 'How many pods are of the wanted template.', (it) =>
    count(it, 'status.updatedReplicas'),
  ),
  column('Available', 'How many pods have been ready for long enough.', (it) =>
    count(it, 'status.availableReplicas'),
  ),
  ...templateColumns,
]

/** Columns of replica sets. */
export const replicaSetColumns: readonly Column[] = [
  nameColumn,
  number('Desired', 'How many pods are wanted.', 'spec.replicas'),
  number('Current', 'How many pods there are.', 'status.replicas'),
  number('Ready', 'How many pods are ready.', 'status.readyReplicas'),
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
  number('Desired', 'How many nodes want a pod.', 'status.desiredNumberScheduled'),
  number('Current', 'How many of them have one.', 'status.currentNumberScheduled'),
  number('Ready', 'How many pods are ready.', 'status.numberReady'),
  number(
    'Up-to-date',
    'How many pods are of the wanted template.',
    'status.updatedNumberScheduled',
  ),
  number('Available', 'How many pods have been ready for long enough.', 'status.numberAvailable'),
  column('Node Selector', 'The labels of the nodes that want a pod.', nodeSelectorText),
  ...templateColumns,
]
