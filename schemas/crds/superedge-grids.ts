// Definitions of SuperEdge's applications: DeploymentGrid, StatefulSetGrid, ServiceGrid.
import { age, definition } from './definition.ts'
import type { Column } from './definition.ts'
import { conditions, servicePort, unusedGoes, workloadSpec } from './parts.ts'
import { flag, free, list, map, object, text, texts, whole } from './schema.ts'
import type { Schema } from './schema.ts'

const group = 'superedge.io'
const key: Column = ['KEY', 'string', '.spec.gridUniqKey']
const uniqKey = text(
  'The label of nodes whose values are the units. A NodeGroup may be named, too.',
)

/** The definition of a grid of workloads. */
const grid = (of: 'Deployment' | 'StatefulSet', shortName: string) =>
  definition({
    group,
    kind: `${of}Grid`,
    plural: `${of.toLowerCase()}grids`,
    shortName,
    namespaced: true,
    versions: ['v1'],
    description: `A ${of} in every unit, named GRID-UNIT, of one template or of one for some units.`,
    spec: object(`The ${of}s that are wanted.`, {
      gridUniqKey: uniqKey,
      template: workloadSpec(of, `The spec of the ${of} of every unit that is given no other.`),
      templatePool: map('Further templates by name.', workloadSpec(of, `The spec of a ${of}.`)),
      templates: map('The name of the template of each unit that has one of its own.'),
      defaultTemplateName: text('The template of the other units; `default` is `template`.'),
      autoDeleteUnusedTemplate: unusedGoes,
    }),
    status: free(`The ${of}s that there are.`, {
      states: map('The state of each unit.', unitState),
      conditions,
    }),
    columns: [key, age],
  })

const unitState: Schema = free('How far the workload of a unit is.', {
  replicas: whole('The pods that there are.'),
  readyReplicas: whole('Those that are ready.'),
  conditions,
})

/** DeploymentGrid. */
export const deploymentGrid = grid('Deployment', 'dg')

/** StatefulSetGrid. */
export const statefulSetGrid = grid('StatefulSet', 'ssg')

const serviceSpec = free('The spec of the Service.', {
  selector: map('The labels of the pods behind it.'),
  ports: list('Its ports.', servicePort),
  type: text('ClusterIP (the default), NodePort, LoadBalancer or ExternalName.'),
  clusterIP: text('The address of the Service; `None` for a headless one.'),
  sessionAffinity: text('None (the default) or ClientIP.'),
  externalIPs: texts('Further addresses at which nodes take its traffic.'),
  publishNotReadyAddresses: flag('Whether pods that are not ready are behind it, too.'),
})

/** ServiceGrid. */
export const serviceGrid = definition({
  group,
  kind: 'ServiceGrid',
  plural: 'servicegrids',
  shortName: 'sg',
  namespaced: true,
  versions: ['v1'],
  description: 'One Service, named GRID-svc, behind which every unit sees its own pods alone.',
  spec: object('The Service that is wanted.', { gridUniqKey: uniqKey, template: serviceSpec }),
  status: free('The Service that there is.', { conditions }),
  columns: [key, age],
})
