// Definition of OpenYurt's NodePool, with the fields of all its versions.
import { definition } from './definition.ts'
import { conditions, selector, taints } from './parts.ts'
import { flag, free, list, map, object, oneOf, text, texts, time, whole } from './schema.ts'

const resource = object('A kind of resource.', {
  group: text('Its group.'),
  version: text('Its version.'),
  resource: text('Its plural name.'),
})

const leader = object(
  'A leader of the pool.',
  { nodeName: text('The node.'), address: text('Its address.') },
  ['nodeName', 'address'],
)

/** NodePool. */
export const nodePool = definition({
  group: 'apps.openyurt.io',
  kind: 'NodePool',
  plural: 'nodepools',
  shortName: 'np',
  categories: ['yurt'],
  namespaced: false,
  versions: ['v1beta2', 'v1beta1', 'v1alpha1'],
  description: 'Nodes that are a pool: those whose label apps.openyurt.io/nodepool names it.',
  spec: object('What every member is given; it is taken back when a node leaves.', {
    type: oneOf('Where the pool lies.', 'Edge', 'Cloud'),
    hostNetwork: flag('Whether all pods of the pool use the network of their node.'),
    labels: map('Labels of the members; they win over the same labels of a node.'),
    annotations: map('Annotations of the members; they win over the same ones of a node.'),
    taints: taints('Taints of the members.'),
    selector: selector('Which nodes belong to the pool, as v1alpha1 has it.'),
    interConnectivity: flag('Whether all members reach each other.'),
    enableLeaderElection: flag('Whether the pool has leaders.'),
    leaderElectionStrategy: oneOf('How leaders are found.', 'random', 'mark'),
    leaderNodeLabelSelector: map('Labels of the nodes that may lead, for `mark`.'),
    leaderReplicas: whole('How many leaders there are; 1 if left out.'),
    poolScopeMetadata: list('Kinds of resources that leaders fetch for the pool.', resource),
  }),
  status: free('Who belongs to the pool now.', {
    readyNodeNum: whole('How many members are ready.'),
    unreadyNodeNum: whole('How many members are not.'),
    nodes: texts('The members.'),
    leaderEndpoints: list('The leaders.', leader),
    leaderNum: whole('How many leaders there are.'),
    leaderLastElectedTime: time('When they were found.'),
    conditions,
  }),
  columns: [
    ['Type', 'string', '.spec.type'],
    ['ReadyNodes', 'integer', '.status.readyNodeNum'],
    ['NotReadyNodes', 'integer', '.status.unreadyNodeNum'],
    ['LeaderNodes', 'integer', '.status.leaderNum'],
    ['LeaderElectionAge', 'date', '.status.leaderLastElectedTime'],
    ['Age', 'date', '.metadata.creationTimestamp'],
  ],
})
