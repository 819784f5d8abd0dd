// SuperEdge's grids: manifest to children.
import type { KubeObject } from '../../../src/objects/object.ts'
import { container, metadata, namespace, placeKey, zoneKey } from './row.ts'
import type { Row } from './row.ts'

const selector = { matchLabels: { appGrid: 'echo' } }
const labels = { appGrid: 'echo' }

const template = (image: string, more: object = {}, pod: object = {}): object => ({
  selector,
  template: { metadata: { labels }, spec: { ...pod, containers: [container('echo', image)] } },
  ...more,
})

const grid = (kind: string, name: string, spec: object, own?: object): KubeObject => ({
  apiVersion: 'superedge.io/v1',
  kind,
  metadata: { name, namespace, ...(own === undefined ? {} : { labels: own }) } as never,
  spec: { gridUniqKey: zoneKey, ...spec },
})

/** A workload in a unit, pinned to it. */
const workload = (
  kind: string,
  [grid, unit]: readonly [grid: string, unit: string],
  image: string,
  { spec = {}, own = {}, asks = {}, key = zoneKey }: Asked = {},
): KubeObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: metadata(`${grid}-${unit}`, {
    ...own,
    'superedge.io/grid-selector': grid,
    'superedge.io/grid-uniq-key': key.replace('/', '_'),
  }),
  spec: template(image, spec, { nodeSelector: { ...asks, [key]: unit } }),
})

interface Asked {
  readonly spec?: object
  readonly own?: Readonly<Record<string, string>>
  readonly asks?: object
  readonly key?: string
}

const pool = {
  template: template('echo:0'),
  templatePool: { one: template('echo:1'), two: template('echo:2'), three: template('echo:3') },
}

/** Which template each of two units has. */
const choice = (title: string, name: string, more: object, images: readonly string[]): Row => ({
  title: `S11: the template of a unit: ${title}`,
  app: grid('DeploymentGrid', name, { ...pool, ...more }),
  children: images.map((image, at) => workload('Deployment', [name, `unit${at + 1}`], image)),
})

/** The rows. */
export const superEdgeRows: readonly Row[] = [
  {
    title:
      'S10: a grid has a workload in each unit that has nodes, with the names and labels of SuperEdge',
    app: grid(
      'DeploymentGrid',
      'grid',
      { template: template('echo:1', { replicas: 2 }) },
      { team: 'a' },
    ),
    children: ['unit1', 'unit2'].map((unit) =>
      workload('Deployment', ['grid', unit], 'echo:1', {
        spec: { replicas: 2 },
        own: { team: 'a' },
      }),
    ),
  },
  {
    title:
      'S10: replicas that are not given stay so, and a node selector of the template stays beside the own',
    app: grid('StatefulSetGrid', 'db', {
      template: template('db:1', { serviceName: 'db' }, { nodeSelector: { disk: 'ssd' } }),
    }),
    children: ['unit1', 'unit2'].map((unit) =>
      workload('StatefulSet', ['db', unit], 'db:1', {
        spec: { serviceName: 'db' },
        asks: { disk: 'ssd' },
      }),
    ),
  },
  {
    title: 'S10: a label key with a slash makes units too',
    app: grid('DeploymentGrid', 'slash', { gridUniqKey: placeKey, template: template('echo:1') }),
    children: [workload('Deployment', ['slash', 'west'], 'echo:1', { key: placeKey })],
  },
  choice('no default is the own template', 'c0', {}, ['echo:0', 'echo:0']),
  choice('the default of the pool', 'c1', { defaultTemplateName: 'one' }, ['echo:1', 'echo:1']),
  choice(
    'the unit before the default',
    'c2',
    { defaultTemplateName: 'one', templates: { unit1: 'two' } },
    ['echo:2', 'echo:1'],
  ),
  choice('each unit its own', 'c3', { templates: { unit2: 'three' } }, ['echo:0', 'echo:3']),
  choice('default by name', 'c4', { defaultTemplateName: 'one', templates: { unit1: 'default' } }, [
    'echo:0',
    'echo:1',
  ]),
  {
    title: 'S12: a grid of services is one Service with the key of its units',
    app: grid('ServiceGrid', 'grid', {
      template: { selector: labels, ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }] },
    }),
    children: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: metadata(
          'grid-svc',
          { 'superedge.io/grid-selector': 'grid', 'superedge.io/grid-uniq-key': zoneKey },
          { topologyKeys: `["${zoneKey}"]` },
        ),
        spec: { selector: labels, ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }] },
      },
    ],
  },
]
