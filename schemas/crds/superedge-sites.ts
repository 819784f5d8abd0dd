// Definitions of SuperEdge's sites: NodeUnit and NodeGroup, in the spelling of both their versions.
import { age, definition } from './definition.ts'
import { conditions, selectorFields, taints } from './parts.ts'
import { flag, free, list, map, object, oneOf, text, texts, whole } from './schema.ts'
import type { Fields, Schema } from './schema.ts'

const group = 'site.superedge.io'

/** A field as v1alpha1 spells it, which is as v1alpha2 does but for capitals. */
const earlier = (name: string, schema: Schema): Schema => ({
  ...schema,
  description: `The same as \`${name}\`, as v1alpha1 spells it.`,
})

/** Fields of v1alpha2, followed by those of v1alpha1. */
function bothSpellings(fields: Fields): Fields {
  const others = Object.entries(fields)
    .filter(([name]) => name !== name.toLowerCase())
    .map(([name, schema]) => [name.toLowerCase(), earlier(name, schema)])
  return { ...fields, ...(Object.fromEntries(others) as Fields) }
}

const selector = (description: string): Schema =>
  object(description, {
    ...selectorFields,
    annotations: map('Annotations that must have exactly these values.'),
  })

const setNode = object('What every member is given; it is taken back when a node leaves.', {
  labels: map('Labels of the members.'),
  annotations: map('Annotations of the members.'),
  taints: taints('Taints of the members.'),
})

const credential = object('Where the credential of the unit lies.', {
  apiVersion: text('The version of what is referred to.'),
  kind: text('Its kind.'),
  namespace: text('Its namespace.'),
  name: text('Its name.'),
  uid: text('Its uid.'),
  resourceVersion: text('Its resource version.'),
  fieldPath: text('A part of it.'),
})

const unitCluster = object('How a control plane of the unit is made.', {
  storageType: oneOf('Its store.', 'sqlite', 'etcd'),
  parameters: map('Its parameters.'),
})

/** NodeUnit. */
export const nodeUnit = definition({
  group,
  kind: 'NodeUnit',
  plural: 'nodeunits',
  shortName: 'nu',
  namespaced: false,
  versions: ['v1alpha2', 'v1alpha1'],
  description: 'Nodes that are a unit: those named, and those selected.',
  spec: object('Who belongs to the unit, and what members are given.', {
    autonomyLevel: text('L3 (the default), L4 or L5.', { default: 'L3' }),
    unitCredentialConfigMapRef: credential,
    unitClusterInfo: unitCluster,
    ...bothSpellings({
      type: text('edge (the default), cloud, master or other.', { default: 'edge' }),
      unschedulable: flag('Whether members take no new pods.', { default: false }),
      nodes: texts('Members by name.'),
      selector: selector('Members by their labels and annotations; an empty one selects none.'),
      setNode,
      taints: taints('Taints of the members, as v1alpha1 has them beside `setnode`.'),
    }),
  }),
  status: free('Who belongs to the unit now.', {
    unitClusterStatus: free('The control plane of the unit.', { conditions }),
    conditions,
    ...bothSpellings({
      readyRate: text('How many members are ready, of how many: `2/3`.'),
      readyNodes: texts('The members that are ready.'),
      notReadyNodes: texts('The members that are not.'),
    }),
  }),
  columns: [
    ['TYPE', 'string', '.spec.type'],
    ['READY', 'string', '.status.readyRate'],
    age,
    ['DELETING', 'date', '.metadata.deletionTimestamp'],
  ],
})

const workload = object('An application of the group.', {
  name: text('Its name.'),
  type: text('Its kind.'),
  selector: selector('Its labels.'),
})

const workloadStatus = object(
  'How far an application of the group is.',
  bothSpellings({
    workloadName: text('Its name.'),
    readyUnit: texts('The units where it is ready.'),
    notReadyUnit: texts('The units where it is not.'),
  }),
)

/** NodeGroup of SuperEdge. */
export const unitGroup = definition({
  group,
  kind: 'NodeGroup',
  plural: 'nodegroups',
  shortName: 'ng',
  categories: ['all'],
  namespaced: false,
  versions: ['v1alpha2', 'v1alpha1'],
  description: 'Units that are a group: its name is a label of nodes, whose values are the units.',
  spec: object(
    'Which units belong to the group.',
    bothSpellings({
      nodeUnits: texts('Units by name.'),
      selector: selector('Units by their labels; an empty one selects all.'),
      autoFindNodeKeys: texts(
        'Labels of nodes: a unit is made of each combination of their values.',
      ),
      workload: list('The applications of the group, for the record.', workload),
    }),
  ),
  status: free(
    'Which units belong to the group now.',
    bothSpellings({
      unitNumber: whole('How many units there are.'),
      nodeUnits: texts('The units.'),
      workloadStatus: list('The applications of the group.', workloadStatus),
      conditions,
    }),
  ),
  columns: [['UNITS', 'integer', '.status.unitNumber'], age],
})
