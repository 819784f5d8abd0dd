// The grids of SuperEdge: manifest to children, names and labels byte for byte.
import { expect, it } from 'vitest'
import type { AppDialect } from '../../src/apps/dialect.ts'
import { isProblem } from '../../src/apps/dialect.ts'
import { serviceGrid } from '../../src/apps/superedge/service-grid.ts'
import { deploymentGrid, statefulSetGrid } from '../../src/apps/superedge/workload-grid.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { nodeOf, PaperCluster } from './paper-cluster.ts'

const cluster = new PaperCluster()
cluster.putNode(nodeOf('n1', { zone1: 'nodeunit1', 'topology.kubernetes.io/zone': 'west' }))
cluster.putNode(nodeOf('n2', { zone1: 'nodeunit2' }))
cluster.putNode(nodeOf('n3', { zone1: 'nodeunit2' }, 'False'))
cluster.putNode(nodeOf('n4', { zone1: '' }))

const template = (image = 'echo:1', spec: object = {}, pod: object = {}): object => ({
  selector: { matchLabels: { appGrid: 'echo' } },
  template: {
    metadata: { labels: { appGrid: 'echo' } },
    spec: { ...pod, containers: [{ name: 'echo', image }] },
  },
  ...spec,
})

const gridOf = (kind: string, spec: object, labels?: object): KubeObject => ({
  apiVersion: 'superedge.io/v1',
  kind,
  metadata: {
    name: 'demo',
    namespace: 'default',
    uid: 'u',
    ...(labels === undefined ? {} : { labels }),
  } as KubeObject['metadata'],
  spec,
})

const objectsIn = (dialect: AppDialect, grid: KubeObject, unit: string): readonly KubeObject[] => {
  const rendered = dialect.render(grid, unit, cluster)
  if (isProblem(rendered)) throw new Error(`${rendered.field}: ${rendered.reason}`)
  return rendered.map(({ object }) => object)
}

it('S10: a grid has a workload in each unit that has nodes, ready or not, with the names and labels of SuperEdge', () => {
  const grid = gridOf(
    'DeploymentGrid',
    { gridUniqKey: 'zone1', template: template('echo:1', { replicas: 2 }) },
    { team: 'a' },
  )
  const units = deploymentGrid.units(grid, cluster)
  expect(isProblem(units) ? units : [...units.names()]).toEqual(['nodeunit1', 'nodeunit2'])
  expect(objectsIn(deploymentGrid, grid, 'nodeunit2')).toEqual([
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'demo-nodeunit2',
        namespace: 'default',
        labels: {
          team: 'a',
          'superedge.io/grid-selector': 'demo',
          'superedge.io/grid-uniq-key': 'zone1',
        },
      },
      spec: {
        replicas: 2,
        selector: { matchLabels: { appGrid: 'echo' } },
        template: {
          metadata: { labels: { appGrid: 'echo' } },
          spec: {
            nodeSelector: { zone1: 'nodeunit2' },
            containers: [{ name: 'echo', image: 'echo:1' }],
          },
        },
      },
    },
  ])
})

it('S10: replicas that are not given stay so, and a node selector of the template stays beside the own', () => {
  const grid = gridOf('StatefulSetGrid', {
    gridUniqKey: 'zone1',
    template: template('db:1', { serviceName: 'db' }, { nodeSelector: { disk: 'ssd' } }),
  })
  for (const unit of ['nodeunit1', 'nodeunit2', 'nodeunit1']) {
    expect(objectsIn(statefulSetGrid, grid, unit)[0]?.['spec']).toEqual({
      serviceName: 'db',
      selector: { matchLabels: { appGrid: 'echo' } },
      template: {
        metadata: { labels: { appGrid: 'echo' } },
        spec: {
          nodeSelector: { disk: 'ssd', zone1: unit },
          containers: [{ name: 'echo', image: 'db:1' }],
        },
      },
    })
  }
})

it('S10: a label key with a slash makes units too', () => {
  const key = 'topology.kubernetes.io/zone'
  const grid = gridOf('DeploymentGrid', { gridUniqKey: key, template: template() })
  const [child] = objectsIn(deploymentGrid, grid, 'west')
  expect(child?.metadata.labels).toEqual({
    'superedge.io/grid-selector': 'demo',
    'superedge.io/grid-uniq-key': 'topology.kubernetes.io_zone',
  })
  expect(child?.['spec']).toHaveProperty('template.spec.nodeSelector', { [key]: 'west' })
  expect(deploymentGrid.concerns(grid, { kind: 'label-value', key, value: 'east' })).toEqual([
    'east',
  ])
  expect(deploymentGrid.concerns(grid, { kind: 'label-value', key: 'zone1', value: 'x' })).toEqual(
    [],
  )
})

const pools = {
  gridUniqKey: 'zone1',
  template: template('echo:0'),
  templatePool: { one: template('echo:1'), two: template('echo:2'), three: template('echo:3') },
}

const choices: readonly (readonly [string, object, string])[] = [
  ['no default is the own template', {}, 'echo:0'],
  ['the default of the pool', { defaultTemplateName: 'one' }, 'echo:1'],
  [
    'the unit before the default',
    { defaultTemplateName: 'one', templates: { nodeunit1: 'two' } },
    'echo:2',
  ],
  ['another unit says nothing', { templates: { nodeunit2: 'two' } }, 'echo:0'],
  [
    'default by name',
    { defaultTemplateName: 'one', templates: { nodeunit1: 'default' } },
    'echo:0',
  ],
]

it.each(choices)('S11: the template of a unit: %s', (_, more, image) => {
  const [child] = objectsIn(
    deploymentGrid,
    gridOf('DeploymentGrid', { ...pools, ...more }),
    'nodeunit1',
  )
  expect(child?.['spec']).toHaveProperty('template.spec.containers.0.image', image)
})

it('S11: a template that is not there is told in its unit, and the others have theirs', () => {
  const grid = gridOf('DeploymentGrid', { ...pools, templates: { nodeunit1: 'four' } })
  expect(deploymentGrid.render(grid, 'nodeunit1', cluster)).toEqual({
    field: 'spec.templates[nodeunit1]',
    reason: 'expected "default" or a template of spec.templatePool (one, three, two), got "four"',
  })
  expect(objectsIn(deploymentGrid, grid, 'nodeunit2')).toHaveLength(1)
  const noKey = gridOf('DeploymentGrid', { template: template() })
  expect(deploymentGrid.units(noKey, cluster)).toHaveProperty('field', 'spec.gridUniqKey')
})

it('S11: templates that no unit uses go if the grid says so', () => {
  const spec = { ...pools, templates: { nodeunit1: 'two' }, defaultTemplateName: 'three' }
  const amend = (more: object) =>
    deploymentGrid.amend?.(gridOf('DeploymentGrid', { ...spec, ...more }), cluster)
  expect(amend({})).toBeUndefined()
  expect(amend({ autoDeleteUnusedTemplate: true })).toEqual({
    spec: { templatePool: { one: null } },
  })
})

it('S12: a grid of services is one Service with the key of its units', () => {
  const grid = gridOf('ServiceGrid', {
    gridUniqKey: 'zone1',
    template: {
      selector: { appGrid: 'echo' },
      ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
    },
  })
  const annotations = { a: 'b', 'kubectl.kubernetes.io/last-applied-configuration': '{}' }
  const written = { ...grid, metadata: { ...grid.metadata, annotations } }
  expect(objectsIn(serviceGrid, written, '')).toEqual([
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'demo-svc',
        namespace: 'default',
        labels: {
          'superedge.io/grid-selector': 'demo',
          'superedge.io/grid-uniq-key': 'zone1',
        },
        annotations: { a: 'b', topologyKeys: '["zone1"]' },
      },
      spec: {
        selector: { appGrid: 'echo' },
        ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
      },
    },
  ])
})

it('S12: the unit of a child without a mark is read from what it is pinned to, and statuses tell of each unit', () => {
  const grid = gridOf('DeploymentGrid', { gridUniqKey: 'zone1', template: template() })
  const [child] = objectsIn(deploymentGrid, grid, 'nodeunit1')
  if (child === undefined) throw new Error('no child')
  expect(deploymentGrid.unitOf(grid, child)).toBe('nodeunit1')
  const seen = {
    ...child,
    status: {
      replicas: 2,
      readyReplicas: 1,
      conditions: [{ type: 'Progressing' }, { type: 'Available', status: 'True' }],
    },
  }
  const problem = { field: 'f', reason: 'r' }
  expect(
    deploymentGrid.status(grid, [
      { unit: 'nodeunit1', children: [seen], problem: undefined },
      { unit: 'nodeunit2', children: [], problem },
    ]),
  ).toEqual({
    states: {
      nodeunit1: {
        replicas: 2,
        readyReplicas: 1,
        conditions: [{ type: 'Available', status: 'True' }],
      },
      nodeunit2: {
        replicas: 0,
        readyReplicas: 0,
        conditions: [
          { type: 'Refused', status: 'True', reason: 'InvalidManifest', message: 'f: r' },
        ],
      },
    },
  })
})
