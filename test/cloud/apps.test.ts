// Applications in units, on virtual time: a small Kubernetes, one replica of the cloud, manifests as users write them.
import { expect, it } from 'vitest'
import { definitions } from '../../schemas/crds/all.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { part, text } from '../../src/objects/fields.ts'
import { cloudWorld } from '../support/cloud-world.ts'
import { definitionsPath } from '../support/devices.ts'

const template = (more: object = {}) => ({
  replicas: 2,
  selector: { matchLabels: { appGrid: 'echo' } },
  template: {
    metadata: { labels: { appGrid: 'echo' } },
    spec: { containers: [{ name: 'echo', image: 'echo:1', ports: [{ containerPort: 8080 }] }] },
  },
  ...more,
})

const grid = (spec: object = {}, annotations: object = {}) => ({
  apiVersion: 'superedge.io/v1',
  kind: 'DeploymentGrid',
  metadata: { name: 'demo', namespace: 'default', annotations },
  spec: { gridUniqKey: 'zone1', template: template(), ...spec },
})

const grids = '/apis/superedge.io/v1/namespaces/default/deploymentgrids'
const deployments = '/apis/apps/v1/namespaces/default/deployments'

function world() {
  const all = cloudWorld()
  const { call } = all.kube
  const label = (node: string, value: string | null) =>
    all.kube.server.call(
      'PATCH',
      `/api/v1/nodes/${node}`,
      { metadata: { labels: { zone1: value } } },
      { 'content-type': 'application/merge-patch+json' },
    )
  const patch = (path: string, body: object) =>
    all.kube.server.call('PATCH', path, body, { 'content-type': 'application/merge-patch+json' })
  for (const definition of definitions) call('POST', definitionsPath, definition)
  for (const node of ['a-1', 'a-2', 'a-3']) all.addNode(node, 'site-a')
  label('a-1', 'nodeunit1')
  label('a-2', 'nodeunit2')
  label('a-3', 'nodeunit2')
  all.run(3_000)
  const listed = (path: string): readonly KubeObject[] =>
    (call('GET', path) as unknown as { items: readonly KubeObject[] }).items
  const names = (path: string) => listed(path).map(({ metadata }) => metadata.name)
  const writes = () =>
    all.kube.asked
      .filter((line) => !line.startsWith('GET'))
      .filter((line) => line.includes('/deployments'))
  return { ...all, label, patch, listed, names, call, writes }
}

it('S60: a grid is a workload in each unit, whatever its nodes are, each written once', () => {
  const { call, run, names, writes } = world()
  call('POST', grids, grid())
  run(2_000)
  expect(names(deployments)).toEqual(['demo-nodeunit1', 'demo-nodeunit2'])
  expect(writes()).toHaveLength(2)
  run(60_000)
  expect(writes()).toHaveLength(2)
})

it('S61: a change of the template is one write in each unit, and none where nothing changed', () => {
  const { call, run, listed, patch, writes } = world()
  call(
    'POST',
    grids,
    grid({ templatePool: { other: template({ replicas: 1 }) }, templates: { nodeunit2: 'other' } }),
  )
  run(2_000)
  patch(`${grids}/demo`, { spec: { template: { replicas: 3 } } })
  run(2_000)
  expect(listed(deployments).map((it) => part(it, 'spec')['replicas'])).toEqual([3, 1])
  expect(writes()).toHaveLength(3)
})

it('S62: what was changed by hand is put right, and what was deleted is made again', () => {
  const { call, run, listed, patch } = world()
  call('POST', grids, grid())
  run(2_000)
  patch(`${deployments}/demo-nodeunit1`, { spec: { replicas: 7 } })
  call('DELETE', `${deployments}/demo-nodeunit2`)
  run(2_000)
  expect(listed(deployments).map((it) => part(it, 'spec')['replicas'])).toEqual([2, 2])
})

it('S63: the workload of a vanished unit stays for its grace, is marked, and comes back unharmed', () => {
  const { call, run, label, names, listed } = world()
  call('POST', grids, grid({}, { 'causeway.io/unit-grace': '1m' }))
  run(2_000)
  const [{ metadata: before } = { metadata: undefined }] = listed(deployments)
  label('a-1', null)
  run(30_000)
  expect(names(deployments)).toEqual(['demo-nodeunit1', 'demo-nodeunit2'])
  label('a-1', 'nodeunit1')
  run(2_000)
  const [{ metadata: after } = { metadata: undefined }] = listed(deployments)
  expect(after?.uid).toBe(before?.uid)
  expect(after?.annotations).toEqual(before?.annotations)
  label('a-1', null)
  run(70_000)
  expect(names(deployments)).toEqual(['demo-nodeunit2'])
})

it('S64: a unit whose template is unknown keeps what runs there, and says so in the status', () => {
  const { call, run, patch, names, listed } = world()
  call('POST', grids, grid())
  run(2_000)
  patch(`${grids}/demo`, {
    spec: { templates: { nodeunit1: 'nowhere' }, template: { replicas: 4 } },
  })
  run(2_000)
  expect(names(deployments)).toEqual(['demo-nodeunit1', 'demo-nodeunit2'])
  expect(listed(deployments).map((it) => part(it, 'spec')['replicas'])).toEqual([2, 4])
  const states = part(part(call('GET', `${grids}/demo`), 'status'), 'states')
  expect(JSON.stringify(states['nodeunit1'])).toContain('spec.templates[nodeunit1]')
  expect(JSON.stringify(states['nodeunit2'])).not.toContain('Refused')
})

it('S65: what belongs to somebody else is never touched', () => {
  const { call, run, listed, names } = world()
  const { template: pods, selector } = template()
  const metadata = { name: 'demo-nodeunit1', namespace: 'default' }
  call('POST', deployments, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { replicas: 9, selector, template: pods },
  })
  call('POST', grids, grid())
  run(2_000)
  expect(names(deployments)).toEqual(['demo-nodeunit1', 'demo-nodeunit2'])
  expect(listed(deployments).map((it) => part(it, 'spec')['replicas'])).toEqual([9, 2])
  const states = part(part(call('GET', `${grids}/demo`), 'status'), 'states')
  expect(JSON.stringify(states['nodeunit1'])).toContain('belongs to no app')
})

it('S68: what Kubernetes refuses is told once, stands in the status while it is wanted, and stops no other unit', () => {
  const { call, run, listed, names } = world()
  const wrong = template({ selector: { matchLabels: { appGrid: 'other' } } })
  const spec = { templatePool: { wrong }, templates: { nodeunit1: 'wrong' } }
  call('POST', grids, grid(spec))
  run(120_000)
  expect(names(deployments)).toEqual(['demo-nodeunit2'])
  const states = part(part(call('GET', `${grids}/demo`), 'status'), 'states')
  expect(JSON.stringify(states['nodeunit1'])).toContain('selector')
  expect(JSON.stringify(states['nodeunit2'])).not.toContain('Refused')
  const events = listed('/api/v1/namespaces/default/events')
  expect(events.filter((it) => it['reason'] === 'ChildRefused')).toHaveLength(1)
})

it('S69: a child that lost its owner is taken back by its labels', () => {
  const { call, run, patch } = world()
  call('POST', grids, grid())
  run(2_000)
  const path = `${deployments}/demo-nodeunit1`
  const { uid, ownerReferences } = call('GET', path).metadata
  patch(path, { metadata: { ownerReferences: null } })
  run(2_000)
  expect(call('GET', path).metadata).toMatchObject({ uid, ownerReferences })
})

it('S66: a restarted cloud writes nothing that is as it should be', () => {
  const { call, run, start, stop, writes } = world()
  call('POST', grids, grid())
  run(2_000)
  stop()
  run(5_000)
  start()
  run(10_000)
  expect(writes()).toHaveLength(2)
})

it('S67: one service of a grid keeps its traffic within the units', () => {
  const { call, run } = world()
  call('POST', '/apis/superedge.io/v1/namespaces/default/servicegrids', {
    apiVersion: 'superedge.io/v1',
    kind: 'ServiceGrid',
    metadata: { name: 'servicegrid-demo', namespace: 'default' },
    spec: {
      gridUniqKey: 'zone1',
      template: {
        selector: { appGrid: 'echo' },
        ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
      },
    },
  })
  run(2_000)
  const service = call('GET', '/api/v1/namespaces/default/services/servicegrid-demo-svc')
  expect(service.metadata.annotations?.['topologyKeys']).toBe('["zone1"]')
  expect(text(part(service, 'spec'), 'clusterIP')).not.toBe('')
})

const staged = {
  'causeway.io/rollout': JSON.stringify({
    batches: [['nodeunit1'], ['*']],
    healthySeconds: 5,
    timeoutSeconds: 30,
  }),
}

/** Two units that run `echo:1`, and the images of both. */
function rolling() {
  const all = world()
  const { call, run, listed, patch } = all
  /** Pods of a unit are there, of today's template, and ready. */
  const ready = (unit: string): void => {
    const path = `${deployments}/demo-${unit}`
    const { generation } = call('GET', path).metadata
    const replicas = { replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2 }
    patch(`${path}/status`, { status: { observedGeneration: generation, ...replicas } })
  }
  const image = (to: string) => {
    const spec = { containers: [{ name: 'echo', image: to }] }
    patch(`${grids}/demo`, { spec: { template: { template: { spec } } } })
  }
  const images = () =>
    listed(deployments).map((it) => /"image":"echo:(\d)"/.exec(JSON.stringify(it['spec']))?.[1])
  call('POST', grids, grid({}, staged))
  run(2_000)
  for (const unit of ['nodeunit1', 'nodeunit2']) ready(unit)
  run(2_000)
  return { ...all, ready, image, images }
}

it('S87: a staged change reaches the next batch when the one before has been well for its while', () => {
  const { run, ready, image, images, said } = rolling()
  image('echo:2')
  run(10_000)
  expect(images()).toEqual(['2', '1'])
  ready('nodeunit1')
  run(4_000)
  expect(images()).toEqual(['2', '1'])
  run(3_000)
  expect(images()).toEqual(['2', '2'])
  ready('nodeunit2')
  run(8_000)
  const steps = said.filter((line) => line.includes('rollout-moved'))
  expect(steps.map((line) => /"phase":"([a-z-]+)"/.exec(line)?.[1])).toEqual([
    'rolling',
    'rolling',
    'done',
  ])
})

it('S88: a batch that is not well in time gets back what it had, also across a restart of the cloud', () => {
  const { run, image, images, start, stop, listed } = rolling()
  const before = listed(deployments).map((it) => it['spec'])
  image('echo:2')
  run(10_000)
  expect(images()).toEqual(['2', '1'])
  stop()
  start()
  run(40_000)
  expect(images()).toEqual(['1', '1'])
  expect(listed(deployments).map((it) => it['spec'])).toEqual(before)
  run(60_000)
  expect(images()).toEqual(['1', '1'])
})

it('S89: after a failed rollout the next manifest is rolled as any other', () => {
  const { run, image, images, ready } = rolling()
  image('echo:2')
  run(45_000)
  expect(images()).toEqual(['1', '1'])
  image('echo:3')
  run(2_000)
  ready('nodeunit1')
  run(8_000)
  expect(images()).toEqual(['3', '3'])
})

const clusterWide = (apiVersion: string, kind: string, name: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name },
  spec,
})
const nodePath = (name: string) => `/api/v1/nodes/${name}`

it('S70: nodes bear what their units give them, within two seconds, and lose it when they leave', () => {
  const { call, run, patch } = world()
  const units = '/apis/site.superedge.io/v1alpha2/nodeunits'
  const spec = {
    nodes: ['a-1', 'a-2'],
    setNode: { labels: { tier: 'shop' }, taints: [{ key: 'shop', effect: 'NoSchedule' }] },
  }
  call('POST', units, clusterWide('site.superedge.io/v1alpha2', 'NodeUnit', 'north', spec))
  run(2_000)
  const labelsOf = (name: string) => call('GET', nodePath(name)).metadata.labels
  expect(labelsOf('a-1')).toMatchObject({ north: 'nodeunits.superedge.io', tier: 'shop' })
  expect(labelsOf('a-3')).not.toHaveProperty('north')
  expect(part(call('GET', `${units}/north`), 'status')).toMatchObject({ readyRate: '2/2' })
  patch(`${units}/north`, { spec: { nodes: ['a-2'] } })
  run(2_000)
  expect(labelsOf('a-1')).not.toHaveProperty('tier')
  expect(JSON.stringify(part(call('GET', nodePath('a-1')), 'spec'))).not.toContain('shop')
  call('DELETE', `${units}/north`)
  run(2_000)
  expect(labelsOf('a-2')).not.toHaveProperty('north')
})

it('S71: a node that leaves a group loses its mark and the pods that are pinned to the group', () => {
  const { call, run, patch, names } = world()
  const groups = '/apis/apps.kubeedge.io/v1alpha1/nodegroups'
  const group = clusterWide('apps.kubeedge.io/v1alpha1', 'NodeGroup', 'hangzhou', {
    nodes: ['a-1'],
  })
  call('POST', groups, group)
  run(2_000)
  const mark = { 'apps.kubeedge.io/belonging-to': 'hangzhou' }
  expect(call('GET', nodePath('a-1')).metadata.labels).toMatchObject(mark)
  const pod = (name: string, nodeSelector: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { nodeName: 'a-1', nodeSelector, containers: [{ name: 'c', image: 'i' }] },
  })
  const pods = '/api/v1/namespaces/default/pods'
  for (const it of [pod('pinned', mark), pod('free', {})])
    call('POST', pods, { ...it, spec: { ...it.spec, terminationGracePeriodSeconds: 0 } })
  patch(`${groups}/hangzhou`, { spec: { nodes: [] } })
  run(2_000)
  expect(call('GET', nodePath('a-1')).metadata.labels).not.toHaveProperty(
    Object.keys(mark)[0] ?? '',
  )
  expect(names(pods)).toEqual(['free'])
})

it('S72: a label of a node makes a unit of a group that finds its units itself, and a grid by its name follows', () => {
  const { call, run, label, names } = world()
  const groups = '/apis/site.superedge.io/v1alpha2/nodegroups'
  const spec = { autoFindNodeKeys: ['zone1'] }
  call('POST', groups, clusterWide('site.superedge.io/v1alpha2', 'NodeGroup', 'zones', spec))
  run(3_000)
  expect(names('/apis/site.superedge.io/v1alpha2/nodeunits')).toEqual(['nodeunit1', 'nodeunit2'])
  call('POST', grids, grid({ gridUniqKey: 'zones' }))
  run(2_000)
  expect(names(deployments)).toEqual(['demo-nodeunit1', 'demo-nodeunit2'])
  label('a-3', 'nodeunit3')
  run(3_000)
  expect(names(deployments)).toEqual(['demo-nodeunit1', 'demo-nodeunit2', 'demo-nodeunit3'])
})

/** Three nodes in three groups, as KubeEdge names them. */
function grouped() {
  const all = world()
  const groups = '/apis/apps.kubeedge.io/v1alpha1/nodegroups'
  for (const [name, node] of [
    ['one', 'a-1'],
    ['two', 'a-2'],
    ['three', 'a-3'],
  ] as const)
    all.call(
      'POST',
      groups,
      clusterWide('apps.kubeedge.io/v1alpha1', 'NodeGroup', name, { nodes: [node] }),
    )
  all.run(2_000)
  return all
}

it('S64: a bad override for one of three units leaves all three running, and its reason is told', () => {
  const { call, run, patch, listed, names } = grouped()
  const eapps = '/apis/apps.kubeedge.io/v1alpha1/namespaces/default/edgeapplications'
  const { selector, template: pods } = template()
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: { replicas: 1, selector, template: pods },
  }
  const targets = (image: object) => [
    { name: 'one', overriders: { replicas: 2 } },
    { name: 'two', overriders: image },
    { name: 'three', overriders: {} },
  ]
  const scope = (image: object) => ({ workloadScope: { targetNodeGroups: targets(image) } })
  call('POST', eapps, {
    apiVersion: 'apps.kubeedge.io/v1alpha1',
    kind: 'EdgeApplication',
    metadata: { name: 'web', namespace: 'default' },
    spec: { workloadTemplate: { manifests: [deployment] }, ...scope({}) },
  })
  run(2_000)
  const all = ['web-one', 'web-three', 'web-two']
  expect(names(deployments)).toEqual(all)
  const uids = () => listed(deployments).map(({ metadata }) => metadata.uid)
  const before = uids()
  const bad = {
    imageOverriders: [
      { component: 'Tag', operator: 'replace', value: '2', predicate: { path: '/spec/nowhere' } },
    ],
  }
  patch(`${eapps}/web`, { spec: scope(bad) })
  run(5_000)
  expect(names(deployments)).toEqual(all)
  expect(uids()).toEqual(before)
  const events = listed('/api/v1/namespaces/default/events').map((it) => text(it, 'message'))
  expect(events.filter((message) => message.startsWith('two: '))).toHaveLength(1)
})

it('S73: a set of OpenYurt keeps its revisions, and goes back to one that it is told', () => {
  const { call, run, patch, listed, names } = world()
  const revisions = '/apis/apps/v1/namespaces/default/controllerrevisions'
  const sets = '/apis/apps.openyurt.io/v1beta1/namespaces/default/yurtappsets'
  const pool = clusterWide('apps.openyurt.io/v1beta2', 'NodePool', 'west', { type: 'Edge' })
  call('POST', '/apis/apps.openyurt.io/v1beta2/nodepools', pool)
  patch(nodePath('a-1'), { metadata: { labels: { 'apps.openyurt.io/nodepool': 'west' } } })
  const { selector, template: pods } = template()
  const spec = { replicas: 1, selector, template: pods }
  const workload = { workloadTemplate: { deploymentTemplate: { metadata: {}, spec } } }
  call('POST', sets, {
    apiVersion: 'apps.openyurt.io/v1beta1',
    kind: 'YurtAppSet',
    metadata: { name: 'set', namespace: 'default' },
    spec: { workload, pools: ['west'] },
  })
  run(3_000)
  expect(names(deployments)).toEqual(['set-west'])
  const replicas = (count: number) => ({
    spec: { workload: { workloadTemplate: { deploymentTemplate: { spec: { replicas: count } } } } },
  })
  patch(`${sets}/set`, replicas(4))
  run(3_000)
  const numbers = () => listed(revisions).map((it) => it['revision'])
  expect(numbers().toSorted()).toEqual([1, 2])
  const seen = () => listed(deployments).map((it) => part(it, 'spec')['replicas'])
  expect(seen()).toEqual([4])
  patch(`${sets}/set`, { metadata: { annotations: { 'apps.openyurt.io/rollback-to': '1' } } })
  run(3_000)
  expect(seen()).toEqual([1])
  expect(numbers().toSorted()).toEqual([2, 3])
})
