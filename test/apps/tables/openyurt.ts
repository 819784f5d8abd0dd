// OpenYurt's YurtAppSet and UnitedDeployment: manifest to children.
import type { KubeObject } from '../../../src/objects/object.ts'
import { container, metadata, namespace, regionKey } from './row.ts'
import type { Row } from './row.ts'

const template = (spec: object = {}, pod: object = {}): object => ({
  metadata: { labels: { app: 'web' }, annotations: { note: 'n' } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [container('main', 'nginx:1')], ...pod },
    },
    ...spec,
  },
})

const setOf = (name: string, workload: object, more: object): KubeObject => ({
  apiVersion: 'apps.openyurt.io/v1beta1',
  kind: 'YurtAppSet',
  metadata: { name, namespace },
  spec: { workload, ...more },
})

const listed = (
  kind: string,
  name: string,
  pools: readonly object[],
  more: object = {},
): KubeObject => ({
  apiVersion: 'apps.openyurt.io/v1alpha1',
  kind,
  metadata: { name, namespace },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    workloadTemplate: { deploymentTemplate: template() },
    topology: { pools },
    ...more,
  },
})

/** The workload of a pool; `hash` is of all that it is. */
const workload = (
  [set, pool, hash]: readonly [set: string, pool: string, hash: string],
  spec: object,
  pod: object,
  { labels = {}, annotations = {}, ofPods = { app: 'web' } }: Told = {},
): KubeObject => {
  const poolName = { 'apps.openyurt.io/pool-name': pool }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(
      `${set}-${pool}`,
      {
        app: 'web',
        ...poolName,
        ...labels,
        'apps.openyurt.io/controller-revision-hash': `${set}-${hash}`,
      },
      { note: 'n', ...annotations },
    ),
    spec: {
      ...spec,
      selector: { matchLabels: { app: 'web', ...poolName } },
      template: {
        metadata: { labels: { ...ofPods, ...poolName } },
        spec: { containers: [container('main', 'nginx:1')], ...pod },
      },
    },
  }
}

interface Told {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly ofPods?: Readonly<Record<string, string>>
}

const inPool = (pool: string): object => ({ 'apps.openyurt.io/nodepool': pool })

const ofSet = (set: string, pool: string): Told => ({
  labels: { 'apps.openyurt.io/ref-yurtappset': set },
  annotations: { 'apps.openyurt.io/ref-nodepool': pool },
})

const far = {
  name: 'far',
  replicas: 4,
  nodeSelectorTerm: {
    matchExpressions: [{ key: 'apps.openyurt.io/nodepool', operator: 'In', values: ['far'] }],
  },
  tolerations: [{ key: 'edge', operator: 'Exists' }],
}

const onFar = {
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [far.nodeSelectorTerm] },
    },
  },
  tolerations: far.tolerations,
}

const tweaks = [
  {
    pools: ['tables-west'],
    tweaks: {
      replicas: 3,
      containerImages: [
        { name: 'main', targetImage: 'nginx:2' },
        { name: 'init', targetImage: 'i:2' },
      ],
      patches: [
        {
          path: '/spec/template/spec/containers/0/env',
          operation: 'add',
          value: [{ name: 'POOL', value: 'in {{nodepool-name}}' }],
        },
        {
          path: '/spec/template/spec/containers/0/resources/limits',
          operation: 'add',
          value: { cpu: '1' },
        },
        { path: '/spec/strategy/type', operation: 'add', value: 'Recreate' },
        { path: '/spec/template/metadata/labels/extra', operation: 'remove' },
      ],
    },
  },
  { nodepoolSelector: { matchLabels: { [regionKey]: 'w' } }, tweaks: { replicas: 5 } },
  { pools: ['tables-east'], tweaks: { replicas: 9 } },
]

const patch = {
  metadata: { annotations: { far: 'yes' } },
  spec: {
    template: {
      spec: { containers: [container('main', 'nginx:9'), container('side', 'side:1')] },
    },
  },
}

/** The rows. */
export const openYurtRows: readonly Row[] = [
  {
    title:
      'S30: the workload of a pool has the names and labels of OpenYurt, on the pool besides its own nodes',
    app: setOf(
      'set',
      { workloadTemplate: { deploymentTemplate: template({}, { nodeSelector: { disk: 'ssd' } }) } },
      { pools: ['tables-west', 'tables-ghost'] },
    ),
    children: [
      workload(
        ['set', 'tables-west', 'fcac7bc3b7'],
        { replicas: 1 },
        { nodeSelector: { disk: 'ssd', ...inPool('tables-west') } },
        ofSet('set', 'tables-west'),
      ),
    ],
  },
  {
    title:
      'S32: tweaks that mean a pool are done in order: counts and images first, then all patches',
    app: setOf(
      'tweaked',
      {
        workloadTemplate: {
          deploymentTemplate: template(
            {
              template: {
                metadata: { labels: { app: 'web', extra: 'e' } },
                spec: {
                  containers: [container('main', 'nginx:1')],
                  initContainers: [container('init', 'i:1')],
                },
              },
            },
            {},
          ),
        },
        workloadTweaks: tweaks,
      },
      { nodepoolSelector: { matchExpressions: [{ key: regionKey, operator: 'Exists' }] } },
    ),
    children: [
      workload(
        ['tweaked', 'tables-east', 'd283ed9bab'],
        { replicas: 9 },
        {
          nodeSelector: inPool('tables-east'),
          initContainers: [container('init', 'i:1')],
        },
        { ...ofSet('tweaked', 'tables-east'), ofPods: { app: 'web', extra: 'e' } },
      ),
      workload(
        ['tweaked', 'tables-west', '92cb9ab963'],
        { replicas: 5, strategy: { type: 'Recreate' } },
        {
          nodeSelector: inPool('tables-west'),
          containers: [
            {
              ...container('main', 'nginx:2'),
              env: [{ name: 'POOL', value: 'in tables-west' }],
              resources: { limits: { cpu: '1' } },
            },
          ],
          initContainers: [container('init', 'i:2')],
        },
        ofSet('tweaked', 'tables-west'),
      ),
    ],
  },
  {
    title: 'S33: a united deployment has a workload for each pool of its topology',
    app: listed('UnitedDeployment', 'united', [far, { name: 'near' }], {
      revisionHistoryLimit: 5,
    }),
    children: [
      workload(['united', 'far', 'e002e5ae79'], { replicas: 4, revisionHistoryLimit: 5 }, onFar),
      workload(['united', 'near', '2a422bf2c8'], { replicas: 1, revisionHistoryLimit: 5 }, {}),
    ],
  },
  {
    title: 'S33: the older set has a strategic patch for each pool, which its workload tells',
    app: listed('YurtAppSet', 'older', [{ ...far, patch }, { name: 'near' }]),
    children: [
      workload(
        ['older', 'far', '14ffe5403a'],
        { replicas: 4 },
        { ...onFar, containers: [container('main', 'nginx:9'), container('side', 'side:1')] },
        {
          annotations: {
            far: 'yes',
            'apps.openyurt.io/patch':
              '{"metadata":{"annotations":{"far":"yes"}},"spec":{"template":{"spec":{"containers":' +
              '[{"image":"nginx:9","name":"main"},{"image":"side:1","name":"side"}]}}}}',
          },
        },
      ),
      workload(
        ['older', 'near', 'bf1cc045e8'],
        { replicas: 1 },
        {},
        {
          annotations: { 'apps.openyurt.io/patch': '' },
        },
      ),
    ],
  },
]
