// Definitions of KubeEdge's NodeGroup and EdgeApplication.
import { age, definition } from './definition.ts'
import { conditions, selector } from './parts.ts'
import { flag, free, list, map, object, oneOf, text, texts, whole } from './schema.ts'
import type { Schema } from './schema.ts'

const group = 'apps.kubeedge.io'

const nodeStatus = object(
  'One node that the group wants.',
  {
    nodeName: text('The node.'),
    readyStatus: text('Ready, NotReady or Unknown.'),
    selectionStatus: text('Succeeded, or Failed where the node is not a member.'),
    selectionStatusReason: text('Why it is not.'),
  },
  ['nodeName', 'readyStatus', 'selectionStatus'],
)

/** NodeGroup of KubeEdge. */
export const nodeGroup = definition({
  group,
  kind: 'NodeGroup',
  plural: 'nodegroups',
  shortName: 'ng',
  namespaced: false,
  versions: ['v1alpha1'],
  description: 'Nodes that are a group: those named, and those selected. A node is in one group.',
  spec: object('Who belongs to the group.', {
    nodes: texts('Members by name.'),
    matchLabels: map('Members by labels, which must all have these values.'),
    topologyEnabled: flag('Whether members have the group as their zone, too.'),
  }),
  status: free('Who belongs to the group now.', {
    nodeStatuses: list('The nodes that the group wants.', nodeStatus),
    conditions,
  }),
  columns: [age],
})

const container = text('The container.')

const words = (what: string): Schema =>
  object(
    `A change of the ${what} of one container.`,
    {
      containerName: container,
      operator: oneOf('Whether the values are appended or removed.', 'add', 'remove'),
      value: texts('The values.'),
    },
    ['containerName', 'operator'],
  )

const anyOperator = oneOf('What is done.', 'add', 'remove', 'replace')

const imageChange = object(
  'A change of images: of all containers, or of one.',
  {
    component: oneOf('The part of the image.', 'Registry', 'Repository', 'Tag'),
    operator: anyOperator,
    value: text('The text that is added or takes the place of the part.'),
    predicate: object('Which image.', { path: text('Where it lies, as a JSON pointer.') }, [
      'path',
    ]),
  },
  ['component', 'operator'],
)

const variable = free('An environment variable.', {
  name: text('Its name.'),
  value: text('Its value.'),
  valueFrom: free('Where its value comes from.'),
})

const envChange = object(
  'A change of the environment of one container.',
  {
    containerName: container,
    operator: anyOperator,
    value: list('The variables; for `remove` their names count.', {
      ...variable,
      required: ['name'],
    }),
  },
  ['containerName', 'operator'],
)

const quantity: Schema = { 'x-kubernetes-int-or-string': true }

const resources = object(
  'The resources of one container.',
  {
    containerName: container,
    value: free('The resources by name; others stay as they are.', {
      requests: map('What is asked for.', quantity),
      limits: map('What is at most given.', quantity),
    }),
  },
  ['containerName', 'value'],
)

const overriders = object('What is otherwise there.', {
  replicas: whole('How many pods there are.', { minimum: 0 }),
  imageOverriders: list('Changes of images.', imageChange),
  envOverriders: list('Changes of environments.', envChange),
  commandOverriders: list('Changes of commands.', words('command')),
  argsOverriders: list('Changes of arguments.', words('arguments')),
  resourcesOverriders: list('Resources of containers.', resources),
})

const manifest: Schema = {
  ...free('An object of any kind, as it would be applied.'),
  'x-kubernetes-embedded-resource': true,
}

const identifier = object(
  'An object of the application.',
  {
    ordinal: whole('The place of its manifest.', { minimum: 0 }),
    group: text('Its group.'),
    version: text('Its version.'),
    kind: text('Its kind.'),
    resource: text('Its plural name.'),
    namespace: text('Its namespace.'),
    name: text('Its name.'),
  },
  ['ordinal'],
)

const targetStatus = object('How one target is.', {
  name: text('The group, or the name computed for labels.'),
  ready: whole('How many pods of its workloads are ready.'),
  wanted: whole('How many there are to be.'),
  problem: text('What is wrong there, with its field.'),
})

const workloadStatus = free('How far an object of the application is.', {
  identifier,
  conditions: oneOf('Whether it is as it is wanted.', 'Processing', 'Available'),
})

/** EdgeApplication. */
export const edgeApplication = definition({
  group,
  kind: 'EdgeApplication',
  plural: 'edgeapplications',
  shortName: 'eapp',
  namespaced: true,
  versions: ['v1alpha1'],
  description: 'Objects of any kind; workloads are made once for every group of nodes.',
  spec: object(
    'The objects that are wanted.',
    {
      workloadTemplate: object('The objects.', { manifests: list('The objects.', manifest) }),
      workloadScope: object('Where workloads run.', {
        targetNodeGroups: list(
          'Groups by name.',
          object('A group.', { name: text('The NodeGroup.'), overriders }, ['name']),
        ),
        targetNodeLabels: list(
          'Nodes by their labels.',
          object('Some nodes.', { labelSelector: selector('Their labels.'), overriders }),
        ),
      }),
    },
    ['workloadScope'],
  ),
  status: free('The objects that there are.', {
    workloadStatus: list('The objects.', workloadStatus),
    targetStatus: list('How each target is; the original tells nothing of it.', targetStatus),
  }),
  columns: [age],
})
