// The grids of SuperEdge: units, what is wrong in one, and statuses. What children they have is in the tables.
import { expect, it } from 'vitest'
import type { AppDialect } from '../../src/apps/dialect.ts'
import { isProblem } from '../../src/apps/dialect.ts'
import { serviceGrid } from '../../src/apps/superedge/service-grid.ts'
import { deploymentGrid } from '../../src/apps/superedge/workload-grid.ts'
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

it('S10: the units of a grid are the values that nodes have, ready or not', () => {
  const grid = gridOf('DeploymentGrid', { gridUniqKey: 'zone1', template: template() })
  const units = deploymentGrid.units(grid, cluster)
  expect(isProblem(units) ? units : [...units.names()]).toEqual(['nodeunit1', 'nodeunit2'])
})

it('S10: a change of a value concerns the grids whose key it is', () => {
  const key = 'topology.kubernetes.io/zone'
  const grid = gridOf('DeploymentGrid', { gridUniqKey: key, template: template() })
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

it('S12: what kubectl keeps of a manifest is not passed on to the Service', () => {
  const annotations = { a: 'b', 'kubectl.kubernetes.io/last-applied-configuration': '{}' }
  const grid = gridOf('ServiceGrid', { gridUniqKey: 'zone1', template: { ports: [{ port: 80 }] } })
  const written = { ...grid, metadata: { ...grid.metadata, annotations } }
  expect(objectsIn(serviceGrid, written, '')[0]?.metadata.annotations).toEqual({
    a: 'b',
    topologyKeys: '["zone1"]',
  })
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
