// The printed columns of deployments and replica sets.
import { at } from '../field-path.ts'
import type { KubeObject } from '../object.ts'
import { labelSelectorText } from '../selectors/label-selector.ts'
import type { LabelSelectorObject } from '../selectors/label-selector.ts'
import { ageColumn, column, nameColumn, wide } from './columns.ts'
import type { Column } from './columns.ts'
import { count, parts, text } from './read.ts'

const containers = (field: string) => (object: KubeObject) =>
  parts(object, 'spec.template.spec.containers')
    .map((container) => text(container, field))
    .join(',')

const selectorText = (object: KubeObject) =>
  labelSelectorText(at(object, 'spec.selector') as LabelSelectorObject | undefined)

const templateColumns: readonly Column[] = [
  ageColumn,
  wide('Containers', 'The names of the containers of its pods.', containers('name')),
  wide('Images', 'The images of the containers of its pods.', containers('image')),
  wide('Selector', 'The labels by which it knows its pods.', selectorText),
]

const integer = { type: 'integer' }

/** Columns of deployments. */
export const deploymentColumns: readonly Column[] = [
  nameColumn,
  column(
    'Ready',
    'How many of the wanted pods are ready.',
    (it) => `${count(it, 'status.readyReplicas')}/${count(it, 'spec.replicas')}`,
  ),
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
  column('Desired', 'How many pods are wanted.', (it) => count(it, 'spec.replicas'), integer),
  column('Current', 'How many pods there are.', (it) => count(it, 'status.replicas'), integer),
  column('Ready', 'How many pods are ready.', (it) => count(it, 'status.readyReplicas'), integer),
  ...templateColumns,
]
