// KubeEdge's EdgeApplication: manifest to children.
import type { KubeObject } from '../../../src/objects/object.ts'
import { container, metadata, namespace } from './row.ts'
import type { Row } from './row.ts'

const belongingTo = 'apps.kubeedge.io/belonging-to'
const main = {
  ...container('main', 'nginx:1.14'),
  command: ['run'],
  env: [{ name: 'A', value: '1' }],
}

/** The pods of a manifest. */
const pods = (name: string, pod: object = {}): object => ({
  metadata: { labels: { app: name } },
  spec: { containers: [main], ...pod },
})

const workload = (kind: string, name: string, spec: object, pod: object = {}): KubeObject => ({
  apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  metadata: { name, labels: { app: name } },
  spec: {
    ...spec,
    // A Job finds its own.
    ...(kind === 'Job' ? {} : { selector: { matchLabels: { app: name } } }),
    template: pods(name, pod),
  },
})

/** A manifest as it is in a target: under another name, and with its pods there. */
const made = (manifest: KubeObject, suffix: string, more: object, pod: object): KubeObject => {
  const spec = manifest['spec'] as { readonly template: { readonly spec: object } }
  const template = { ...spec.template, spec: { ...spec.template.spec, ...pod } }
  const { name, labels = {} } = manifest.metadata
  return {
    ...manifest,
    metadata: metadata(`${name}-${suffix}`, labels),
    spec: { ...spec, ...more, template },
  }
}

const inGroup = (group: string, asks: object = {}): object => ({
  nodeSelector: { ...asks, [belongingTo]: group },
})

const appOf = (name: string, manifests: readonly object[], workloadScope: object): KubeObject => ({
  apiVersion: 'apps.kubeedge.io/v1alpha1',
  kind: 'EdgeApplication',
  metadata: { name, namespace },
  spec: { workloadTemplate: { manifests }, workloadScope },
})

const web = (name: string, pod: object = {}): KubeObject =>
  workload('Deployment', name, { replicas: 1 }, pod)

const group = (name: string, overriders?: object): object => ({
  name,
  ...(overriders === undefined ? {} : { overriders }),
})

const toRun = { restartPolicy: 'Never' }
const set = workload('StatefulSet', 'kinds-set', { replicas: 1, serviceName: 'kinds' })
const daemon = workload('DaemonSet', 'kinds-daemon', {})
const job = workload('Job', 'kinds-job', {}, toRun)
const cron = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'kinds-cron' },
  spec: {
    schedule: '0 0 1 1 *',
    jobTemplate: { spec: { template: { spec: { containers: [main], ...toRun } } } },
  },
}
const config = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'kinds-config' },
  data: { a: 'b' },
}
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'kinds-service', annotations: { x: 'y' } },
  spec: { selector: { app: 'kinds-set' }, ports: [{ port: 80 }] },
}

const asks = [
  { key: 'zone', operator: 'In', values: ['a'] },
  { key: 'app', operator: 'In', values: ['edge'] },
  { key: 'gpu', operator: 'Exists' },
  { key: 'arch', operator: 'NotIn', values: ['arm'] },
]
const affinity = (...terms: readonly object[]): object => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms },
  },
})
const own = { key: 'own', operator: 'Exists' }
const byName = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n'] }] }
const choosy = web('choosy', {
  affinity: affinity({ matchExpressions: [own] }, byName),
  nodeSelector: { x: 'y' },
})

const side = container('side', 'reg.io/a/side:1')
const two = web('images', { containers: [main, side] })

const overriders = {
  replicas: 3,
  imageOverriders: [
    { component: 'Registry', operator: 'add', value: 'reg.io' },
    { component: 'Tag', operator: 'replace', value: '1.15' },
  ],
  commandOverriders: [
    { containerName: 'main', operator: 'add', value: ['-v', '-v'] },
    { containerName: 'main', operator: 'remove', value: ['run'] },
  ],
  argsOverriders: [{ containerName: 'main', operator: 'add', value: ['--a'] }],
  envOverriders: [
    {
      containerName: 'main',
      operator: 'replace',
      value: [
        { name: 'Z', value: '9' },
        { name: 'A', value: '2' },
      ],
    },
    { containerName: 'main', operator: 'remove', value: [{ name: 'Z' }] },
  ],
  resourcesOverriders: [
    {
      containerName: 'main',
      value: { requests: { cpu: '100m', memory: '0' }, limits: { memory: '1Gi' } },
    },
  ],
}

/** The rows. */
export const kubeEdgeRows: readonly Row[] = [
  {
    title:
      'S20: a workload has a copy per group, pinned to it besides what it asks of nodes itself',
    app: appOf('web', [web('web', { nodeSelector: { disk: 'ssd' } })], {
      targetNodeGroups: [group('hz', { replicas: 3 }), group('bj')],
    }),
    children: [
      made(web('web'), 'hz', { replicas: 3 }, inGroup('hz', { disk: 'ssd' })),
      made(web('web'), 'bj', {}, inGroup('bj', { disk: 'ssd' })),
    ],
  },
  {
    title: 'S20: any kind with a pod template has a copy per target; everything else is there once',
    app: appOf('kinds', [set, daemon, job, cron, config, service], {
      targetNodeGroups: [group('hz', { replicas: 2 })],
    }),
    children: [
      { ...config, metadata: { name: 'kinds-config', namespace } },
      {
        ...service,
        metadata: {
          name: 'kinds-service',
          namespace,
          annotations: { x: 'y', 'apps.kubeedge.io/service-topology': 'range-nodegroup' },
        },
      },
      made(set, 'hz', { replicas: 2 }, inGroup('hz')),
      made(daemon, 'hz', {}, inGroup('hz')),
      made(job, 'hz', {}, inGroup('hz')),
      {
        ...cron,
        metadata: { name: 'kinds-cron-hz', namespace },
        spec: {
          schedule: '0 0 1 1 *',
          jobTemplate: {
            spec: { template: { spec: { containers: [main], ...toRun, ...inGroup('hz') } } },
          },
        },
      },
    ],
  },
  {
    title: 'S21: a target of labels asks by affinity, in every term, whatever else is asked',
    app: appOf('choosy', [choosy], {
      targetNodeLabels: [
        {
          labelSelector: {
            matchLabels: { zone: 'a', app: 'edge' },
            matchExpressions: asks.slice(2),
          },
        },
      ],
    }),
    children: [
      made(
        choosy,
        'ls-00b41fad',
        {},
        {
          affinity: affinity(
            { matchExpressions: [own, ...asks] },
            { ...byName, matchExpressions: asks },
          ),
        },
      ),
    ],
  },
  {
    title:
      'S22: images of all containers are overridden, or what lies at the path of the predicate',
    app: appOf('images', [two], {
      targetNodeGroups: [
        group('all', {
          imageOverriders: [{ component: 'Tag', operator: 'replace', value: '2' }],
        }),
        group('one', {
          imageOverriders: [
            {
              component: 'Repository',
              operator: 'add',
              value: '-edge',
              predicate: { path: '/spec/template/spec/containers/1/image' },
            },
          ],
        }),
      ],
    }),
    children: [
      made(
        two,
        'all',
        {},
        {
          ...inGroup('all'),
          containers: [{ ...main, image: 'nginx:2' }, container('side', 'reg.io/a/side:2')],
        },
      ),
      made(
        two,
        'one',
        {},
        { ...inGroup('one'), containers: [main, container('side', 'reg.io/a/side-edge:1')] },
      ),
    ],
  },
  {
    title: 'S23: what is overridden in a container of one group is so there, and nowhere else',
    app: appOf('parts', [web('parts')], {
      targetNodeGroups: [group('hz', overriders), group('bj')],
    }),
    children: [
      made(
        web('parts'),
        'hz',
        { replicas: 3 },
        {
          ...inGroup('hz'),
          containers: [
            {
              name: 'main',
              image: 'reg.io/nginx:1.15',
              command: ['-v', '-v'],
              args: ['--a'],
              env: [{ name: 'A', value: '2' }],
              resources: { requests: { cpu: '100m' }, limits: { memory: '1Gi' } },
            },
          ],
        },
      ),
      made(web('parts'), 'bj', {}, inGroup('bj')),
    ],
  },
]
