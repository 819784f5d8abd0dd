// Definitions of OpenYurt's applications: YurtAppSet in both its versions, and UnitedDeployment.
import { age, definition } from './definition.ts'
import { conditions, selector, selectorFields, tolerations, workloadTemplate } from './parts.ts'
import { free, list, map, object, oneOf, text, texts, whole } from './schema.ts'
import type { Fields, Schema } from './schema.ts'

const group = 'apps.openyurt.io'

const historyLimit = whole('How many revisions are kept; 10 if left out.', { minimum: 0 })

const nodeTerm = object('Which nodes of the cluster are the pool.', {
  matchExpressions: selectorFields['matchExpressions'] ?? {},
  matchFields: list(
    'Conditions that fields of nodes must meet.',
    object(
      'One condition.',
      { key: text('The field.'), operator: text('In or NotIn.'), values: texts('The values.') },
      ['key', 'operator'],
    ),
  ),
})

/** The topology of the older kinds; `more` are further fields of a pool. */
const topology = (more: Fields): Schema =>
  object('In which pools the application runs.', {
    pools: list(
      'The pools.',
      object(
        'One pool.',
        {
          name: text('The name of the NodePool.'),
          nodeSelectorTerm: nodeTerm,
          tolerations: tolerations('Tolerations of the pods of the pool.'),
          replicas: whole('How many pods the pool has.', { minimum: 0 }),
          ...more,
        },
        ['name'],
      ),
    ),
  })

const patch = object(
  'One change of the workload.',
  {
    path: text('Where, as a JSON pointer.'),
    operation: oneOf('What is done there.', 'add', 'remove', 'replace'),
    value: {
      description: 'The new value; {{nodepool-name}} in a text stands for the pool.',
      'x-kubernetes-preserve-unknown-fields': true,
    },
  },
  ['path', 'operation'],
)

const image = object(
  'The image of one container.',
  { name: text('The container.'), targetImage: text('Its image.') },
  ['name', 'targetImage'],
)

const tweak = object(
  'What is otherwise in some pools.',
  {
    nodepoolSelector: selector('Those pools, by their labels.'),
    pools: texts('Those pools, by name.'),
    tweaks: object('What is otherwise there.', {
      replicas: whole('How many pods they have.', { minimum: 0 }),
      containerImages: list('Images of containers.', image),
      patches: list('Any changes, after the others.', patch),
    }),
  },
  ['tweaks'],
)

const olderFields = (more: Fields): Fields => ({
  selector: selector(
    'Which pods belong to the application; must match the labels of the template.',
  ),
  workloadTemplate,
  topology: topology(more),
  revisionHistoryLimit: historyLimit,
})

const poolPatch = free('A strategic patch of the workload of the pool.')

const olderStatus: Fields = {
  observedGeneration: whole('The generation that the status is about.'),
  collisionCount: whole('How often the name of a revision was taken.'),
  currentRevision: text('The revision that is wanted.'),
  conditions,
  poolReplicas: map('How many pods each pool has.', { type: 'integer' }),
  replicas: whole('How many pods there are.'),
  readyReplicas: whole('How many of them are ready.'),
  templateType: text('Deployment or StatefulSet.'),
}

/** YurtAppSet. */
export const yurtAppSet = definition({
  group,
  kind: 'YurtAppSet',
  plural: 'yurtappsets',
  shortName: 'yas',
  categories: ['yurt'],
  namespaced: true,
  versions: ['v1beta1', 'v1alpha1'],
  description:
    'A workload in every pool that is named or selected, with what is otherwise in some.',
  spec: object('The workloads that are wanted.', {
    workload: object(
      'The workload, and what is otherwise in some pools.',
      {
        workloadTemplate,
        workloadTweaks: list('What is otherwise in some pools, in this order.', tweak),
      },
      ['workloadTemplate'],
    ),
    nodepoolSelector: selector('The pools where it runs, by their labels.'),
    pools: texts('The pools where it runs, by name.'),
    ...olderFields({ patch: poolPatch }),
  }),
  status: free('The workloads that there are.', {
    ...olderStatus,
    totalWorkloads: whole('How many workloads there are.'),
    readyWorkloads: whole('How many of them are ready.'),
    updatedWorkloads: whole('How many of them are as they are wanted now.'),
    overriderRef: text('The overrider of the application, as v1alpha1 has it.'),
    workloadSummary: list('The workloads, as v1alpha1 has them.', free('One workload.')),
  }),
  columns: [
    ['TOTAL', 'integer', '.status.totalWorkloads'],
    ['READY', 'integer', '.status.readyWorkloads'],
    ['UPDATED', 'integer', '.status.updatedWorkloads'],
    age,
  ],
})

/** UnitedDeployment. */
export const unitedDeployment = definition({
  group,
  kind: 'UnitedDeployment',
  plural: 'uniteddeployments',
  shortName: 'ud',
  namespaced: true,
  versions: ['v1alpha1'],
  description: 'A workload in every pool that is named.',
  spec: object('The workloads that are wanted.', olderFields({}), ['selector']),
  status: free('The workloads that there are.', olderStatus),
  columns: [
    ['READY', 'integer', '.status.readyReplicas'],
    ['WorkloadTemplate', 'string', '.status.templateType'],
    age,
  ],
})
