// Printed tables: each kind's cells, ages, and the paths of a definition's columns.
import { expect, it } from 'vitest'
import { wallMs } from '../../../src/kernel/time.ts'
import { kindOf } from '../../../src/objects/kinds/registry.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { durationText } from '../../../src/objects/tables/age.ts'
import { columnsOf } from '../../../src/objects/tables/columns-of.ts'
import { jsonPath } from '../../../src/objects/tables/json-path.ts'
import { builtin } from '../ask.ts'

const now = wallMs(Date.UTC(2026, 10, 20, 12, 0, 0))
const creationTimestamp = '2026-11-20T11:55:00Z'

function kind(group: string, resource: string): ServedKind {
  const found = kindOf(builtin, { group, version: 'v1', resource })
  if (found === undefined) throw new Error(`no ${resource}`)
  return found
}

const object = (parts: object, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Any',
  metadata: { name: 'it', creationTimestamp, ...metadata },
  ...parts,
})

/** A row as `kubectl get -o wide` would print it. */
const row = (of: ServedKind, it: KubeObject): readonly unknown[] =>
  columnsOf(of).map(({ cell }) => cell(it, now))

const container = (state: object, more: object = {}): object => ({
  name: 'c',
  ready: false,
  restartCount: 0,
  state,
  ...more,
})

const running = { running: { startedAt: creationTimestamp } }
const ended = (exitCode: number, more: object = {}) => ({ terminated: { exitCode, ...more } })
const isReady = { type: 'Ready', status: 'True' }

interface PodCase {
  readonly why: string
  readonly status: object
  readonly spec?: object
  readonly metadata?: object
  readonly cells: readonly [ready: string, status: string, restarts: string]
}

const pods: readonly PodCase[] = [
  {
    why: 'running',
    status: { phase: 'Running', containerStatuses: [container(running, { ready: true })] },
    cells: ['1/1', 'Running', '0'],
  },
  { why: 'pending', status: { phase: 'Pending' }, cells: ['0/1', 'Pending', '0'] },
  {
    why: 'gated',
    status: {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
    },
    cells: ['0/1', 'SchedulingGated', '0'],
  },
  {
    why: 'cannot pull',
    status: {
      phase: 'Pending',
      containerStatuses: [container({ waiting: { reason: 'ImagePullBackOff' } })],
    },
    cells: ['0/1', 'ImagePullBackOff', '0'],
  },
  {
    why: 'crashes',
    status: {
      phase: 'Running',
      containerStatuses: [
        container(
          { waiting: { reason: 'CrashLoopBackOff' } },
          { restartCount: 3, lastState: ended(1, { finishedAt: '2026-11-20T11:59:00Z' }) },
        ),
      ],
    },
    cells: ['0/1', 'CrashLoopBackOff', '3 (60s ago)'],
  },
  {
    why: 'ended with a code',
    status: { phase: 'Failed', containerStatuses: [container(ended(2))] },
    cells: ['0/1', 'ExitCode:2', '0'],
  },
  {
    why: 'ended by a signal',
    status: { phase: 'Failed', containerStatuses: [container(ended(137, { signal: 9 }))] },
    cells: ['0/1', 'Signal:9', '0'],
  },
  {
    why: 'completed, another still running',
    spec: { containers: [{}, {}] },
    status: {
      phase: 'Running',
      conditions: [isReady],
      containerStatuses: [
        container(ended(0, { reason: 'Completed' })),
        container(running, { ready: true }),
      ],
    },
    cells: ['1/2', 'Running', '0'],
  },
  {
    why: 'initialising',
    spec: { containers: [{}], initContainers: [{ name: 'i1' }, { name: 'i2' }] },
    status: {
      phase: 'Pending',
      initContainerStatuses: [
        { ...container(ended(0)), name: 'i1' },
        { ...container(running), name: 'i2' },
      ],
    },
    cells: ['0/1', 'Init:1/2', '0'],
  },
  {
    why: 'failed to initialise',
    spec: { containers: [{}], initContainers: [{ name: 'i1' }] },
    status: {
      phase: 'Pending',
      initContainerStatuses: [
        { ...container(ended(1, { reason: 'Error' }), { restartCount: 2 }), name: 'i1' },
      ],
    },
    cells: ['0/1', 'Init:Error', '2'],
  },
  {
    why: 'with a sidecar',
    spec: { containers: [{}], initContainers: [{ name: 's', restartPolicy: 'Always' }] },
    status: {
      phase: 'Running',
      initContainerStatuses: [
        { ...container(running, { ready: true, started: true, restartCount: 1 }), name: 's' },
      ],
      containerStatuses: [container(running, { ready: true })],
    },
    cells: ['2/2', 'Running', '1'],
  },
  {
    why: 'evicted',
    status: { phase: 'Failed', reason: 'Evicted' },
    cells: ['0/1', 'Evicted', '0'],
  },
  {
    why: 'terminating',
    metadata: { deletionTimestamp: creationTimestamp },
    status: { phase: 'Running', containerStatuses: [container(running, { ready: true })] },
    cells: ['1/1', 'Terminating', '0'],
  },
  {
    why: 'lost with its node',
    metadata: { deletionTimestamp: creationTimestamp },
    status: { phase: 'Running', reason: 'NodeLost' },
    cells: ['0/1', 'Unknown', '0'],
  },
]

it.each(pods)('O13: the row of a pod: $why', ({ spec, status, metadata, cells }) => {
  const pod = object({ spec: spec ?? { containers: [{}] }, status }, metadata)
  expect(row(kind('', 'pods'), pod).slice(0, 5)).toEqual(['it', ...cells, '5m'])
})

it('O13: the wide part of the row of a pod', () => {
  const pod = object({
    spec: { nodeName: 'n1', readinessGates: [{ conditionType: 'g' }, { conditionType: 'h' }] },
    status: { podIPs: [{ ip: '10.0.0.1' }], conditions: [{ type: 'g', status: 'True' }] },
  })
  expect(row(kind('', 'pods'), pod).slice(5)).toEqual(['10.0.0.1', 'n1', '<none>', '1/2'])
})

it('O13: the rows of nodes', () => {
  const node = object(
    {
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: 'Ready', status: 'Unknown' }],
        addresses: [
          { type: 'Hostname', address: 'h' },
          { type: 'InternalIP', address: '10.1.1.1' },
        ],
        nodeInfo: {
          kubeletVersion: 'v1.36.2',
          osImage: 'Debian',
          kernelVersion: '6.1',
          containerRuntimeVersion: 'containerd://1.6',
        },
      },
    },
    { labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'edge' } },
  )
  expect(row(kind('', 'nodes'), node)).toEqual([
    ...['it', 'NotReady,SchedulingDisabled', 'edge,worker', '5m', 'v1.36.2'],
    ...['10.1.1.1', '<none>', 'Debian', '6.1', 'containerd://1.6'],
  ])
})

it('O13: the rows of workloads', () => {
  const spec = {
    replicas: 3,
    selector: { matchLabels: { app: 'w' } },
    template: {
      spec: {
        containers: [
          { name: 'a', image: 'x:1' },
          { name: 'b', image: 'y:2' },
        ],
      },
    },
  }
  const status = { replicas: 3, readyReplicas: 2, updatedReplicas: 1, availableReplicas: 2 }
  const wide = ['5m', 'a,b', 'x:1,y:2', 'app=w']
  const workload = object({ spec, status })
  expect(row(kind('apps', 'deployments'), workload)).toEqual(['it', '2/3', 1, 2, ...wide])
  expect(row(kind('apps', 'replicasets'), workload)).toEqual(['it', 3, 3, 2, ...wide])
})

it('O13: the rows of stateful and daemon sets', () => {
  const containers = [{ name: 'a', image: 'x:1' }]
  const template = { spec: { containers, nodeSelector: { os: 'linux', a: 'b' } } }
  const selector = { matchLabels: { app: 'w' } }
  const stateful = object({
    spec: { replicas: 3, selector, template },
    status: { readyReplicas: 1 },
  })
  expect(row(kind('apps', 'statefulsets'), stateful)).toEqual(['it', '1/3', '5m', 'a', 'x:1'])
  const status = {
    desiredNumberScheduled: 5,
    currentNumberScheduled: 4,
    numberReady: 3,
    updatedNumberScheduled: 2,
    numberAvailable: 1,
  }
  expect(row(kind('apps', 'daemonsets'), object({ spec: { selector, template }, status }))).toEqual(
    [...['it', 5, 4, 3, 2, 1, 'a=b,os=linux', '5m', 'a', 'x:1', 'app=w']],
  )
})

it('O13: the rows of endpoints', () => {
  const rowOf = (subsets: unknown) => row(kind('', 'endpoints'), object({ subsets }))
  const addresses = [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }]
  const ports = [{ port: 80 }, { port: 443 }]
  expect(rowOf([{ addresses, ports }])[1]).toBe('10.0.0.1:80,10.0.0.2:80,10.0.0.1:443 + 1 more...')
  expect(rowOf([{ addresses }])[1]).toBe('10.0.0.1,10.0.0.2')
  expect(rowOf(undefined)[1]).toBe('<none>')
})

it('O13: the rows of services', () => {
  const service = (spec: object, status: object = {}) =>
    row(kind('', 'services'), object({ spec, status })).slice(1)
  const ports = [
    { port: 80, nodePort: 30080, protocol: 'TCP' },
    { port: 53, protocol: 'UDP' },
  ]
  expect(
    service({ type: 'NodePort', clusterIPs: ['10.96.0.2'], ports, selector: { b: '1', a: '2' } }),
  ).toEqual(['NodePort', '10.96.0.2', '<none>', '80:30080/TCP,53/UDP', '5m', 'a=2,b=1'])
  expect(service({ type: 'LoadBalancer', clusterIPs: ['10.96.0.2'] })[2]).toBe('<pending>')
  const ingress = { loadBalancer: { ingress: [{ ip: '1.2.3.4' }, { hostname: 'h' }] } }
  expect(service({ type: 'LoadBalancer', externalIPs: ['9.9.9.9'] }, ingress)[2]).toBe(
    '1.2.3.4,h,9.9.9.9',
  )
  expect(service({ type: 'ExternalName', externalName: 'e.org' })).toEqual([
    ...['ExternalName', '<none>', 'e.org', '<none>', '5m', '<none>'],
  ])
})

it('O13: the rows of endpoint slices', () => {
  const slice = (parts: object) =>
    row(kind('discovery.k8s.io', 'endpointslices'), object({ addressType: 'IPv4', ...parts }))
  const addresses = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ addresses: [`${i}`] }))
  expect(slice({ ports: [{ port: 80 }, { name: 'any' }, {}], endpoints: addresses(5) })).toEqual([
    ...['it', 'IPv4', '80,any,*', '0,1,2 + 2 more...', '5m'],
  ])
  expect(slice({ ports: null, endpoints: [] }).slice(2, 4)).toEqual(['<unset>', '<unset>'])
})

it('O13: the rows of events', () => {
  const event = (parts: object) => row(kind('', 'events'), object(parts))
  const about = { involvedObject: { kind: 'Pod', name: 'p', fieldPath: 'spec' }, type: 'Normal' }
  expect(
    event({
      ...about,
      reason: 'Started',
      message: ' well ',
      source: { component: 'kubelet', host: 'n1' },
      firstTimestamp: creationTimestamp,
      lastTimestamp: '2026-11-20T11:59:30Z',
      count: 4,
    }),
  ).toEqual(['30s', 'Normal', 'Started', 'pod/p', 'spec', 'kubelet, n1', 'well', '5m', 4, 'it'])
  expect(
    event({
      ...about,
      eventTime: '2026-11-20T11:59:00.000000Z',
      reportingComponent: 'scheduler',
      firstTimestamp: null,
      lastTimestamp: null,
    }),
  ).toEqual(['60s', 'Normal', '', 'pod/p', 'spec', 'scheduler', '', '60s', 1, 'it'])
})

it('O13: the rows of events in their newer version', () => {
  const event = object({
    regarding: { kind: 'Pod', name: 'p' },
    type: 'Warning',
    reason: 'Failed',
    note: 'no',
    reportingController: 'c',
    reportingInstance: 'i',
    deprecatedCount: 2,
    deprecatedFirstTimestamp: creationTimestamp,
    deprecatedLastTimestamp: '2026-11-20T11:59:30Z',
  })
  expect(row(kind('events.k8s.io', 'events'), event)).toEqual([
    ...['30s', 'Warning', 'Failed', 'pod/p', '', 'c, i', 'no', '5m', 2, 'it'],
  ])
})

it('O13: the rows of kinds of which little is shown', () => {
  const data = { a: '1', b: '2' }
  const lease = object({ spec: { holderIdentity: 'n1' } })
  expect(row(kind('', 'configmaps'), object({ data, binaryData: { c: '' } }))[1]).toBe(3)
  expect(row(kind('', 'secrets'), object({ data, type: 'Opaque' }))).toEqual([
    ...['it', 'Opaque', 2, '5m'],
  ])
  expect(row(kind('coordination.k8s.io', 'leases'), lease)).toEqual(['it', 'n1', '5m'])
  expect(row(kind('', 'serviceaccounts'), object({}))).toEqual(['it', 0, '5m'])
  expect(row(kind('apiextensions.k8s.io', 'customresourcedefinitions'), object({}))).toEqual([
    ...['it', creationTimestamp],
  ])
  const policies = kind('networking.k8s.io', 'networkpolicies')
  const policy = object({ spec: { podSelector: { matchLabels: { app: 'till' } } } })
  expect(row(policies, policy)).toEqual(['it', 'app=till', '5m'])
  expect(row(policies, object({ spec: { podSelector: {} } }))).toEqual(['it', '<none>', '5m'])
})

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

it.each([
  [-2 * second, '<invalid>'],
  [-second, '0s'],
  [119 * second, '119s'],
  [2 * minute, '2m'],
  [9 * minute + 59 * second, '9m59s'],
  [10 * minute + 30 * second, '10m'],
  [179 * minute, '179m'],
  [3 * hour, '3h'],
  [7 * hour + 5 * minute, '7h5m'],
  [47 * hour, '47h'],
  [2 * day, '2d'],
  [7 * day + 3 * hour, '7d3h'],
  [729 * day, '729d'],
  [730 * day, '2y'],
  [731 * day, '2y1d'],
  [3000 * day, '8y'],
])('O14: the age of %d ms is %s', (durationMs, text) => {
  expect(durationText(durationMs)).toBe(text)
})

const status = {
  metadata: { labels: { 'a.b/c': 'x', 'd.e': 'y' } },
  status: {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Other', status: 'False' },
    ],
    list: [1, 2, 3],
  },
}

it.each([
  ['.status.conditions[?(@.type=="Ready")].status', ['True']],
  [".status.conditions[?(@.type=='Other')].status", ['False']],
  ['.status.conditions[?(@.type!="Ready")].type', ['Other']],
  ['{.status.list[0]}', [1]],
  ['.status.list[-1]', [3]],
  ['.status.list[*]', [1, 2, 3]],
  ['.status.conditions[*].type', ['Ready', 'Other']],
  [".metadata.labels['a.b/c']", ['x']],
  ['.metadata.labels.d\\.e', ['y']],
  ['$.metadata.labels["d.e"]', ['y']],
  ['.nowhere.at.all', []],
  ['.status.conditions[?(broken', []],
])('O14: the path %s finds %j', (path, found) => {
  expect(jsonPath(path).find(status)).toEqual(found)
})

it('O14: cells of a definition are of their column’s type, or nothing', () => {
  const column = (type: string) => ({ name: type, type, jsonPath: '.value' })
  const types = ['string', 'integer', 'number', 'boolean', 'date']
  const custom = { ...kind('', 'configmaps'), custom: true, columns: types.map(column) }
  const cells = (value: unknown) => row(custom, object({ value })).slice(1)
  expect(cells('x')).toEqual(['x', null, null, null, '<invalid>'])
  expect(cells(1.5)).toEqual(['1.5', 1, 1.5, null, null])
  expect(cells(true)).toEqual(['true', null, null, true, null])
  expect(cells(creationTimestamp)).toEqual([creationTimestamp, null, null, null, '5m'])
  expect(cells(undefined)).toEqual([null, null, null, null, null])
  const bare = { ...kind('', 'configmaps'), custom: true }
  expect(row(bare, object({}))).toEqual(['it', '5m'])
})
