// StatefulSets on a failed node: given up once their singletons have stopped themselves, and taken back when the node is born anew.
import { expect, it } from 'vitest'
import { nodePath } from '../../cloud/kube-paths.ts'
import { isDue } from '../../cloud/out-of-service.ts'
import { taintsOf } from '../../cloud/taint-patch.ts'
import { fastPace } from '../../sim/kube/config.ts'
import { startControllers } from '../../sim/kube/controllers/start.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { cloudWorld } from '../support/cloud-world.ts'

const podsPath = '/api/v1/namespaces/default/pods'
const out = 'node.kubernetes.io/out-of-service'

const unreachable = ['not-ready', 'unreachable'].map((key) => ({
  key: `node.kubernetes.io/${key}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 1,
}))

/** A site of three with a StatefulSet of one pod, whose node dies. */
function site(labels: Readonly<Record<string, string>>) {
  const world = cloudWorld()
  const { kube, schedule, run } = world
  world.judging.stop()
  startControllers({
    collection: kube.server.collection,
    call: kube.server.call,
    clock: schedule.spawn().clock,
    random: random('controllers'),
    config: fastPace.controllers,
  })
  const members = ['a-1', 'a-2', 'a-3'].map((name) => ({
    name,
    kubelet: world.addNode(name, 'a'),
    agent: world.addAgent(name),
  }))
  for (const { name } of members)
    kube.server.call(
      'PATCH',
      `${nodePath(nodeId(name))}/status`,
      { status: { allocatable: { pods: '110' } } },
      { 'content-type': 'application/merge-patch+json' },
    )
  run(5_000)
  kube.call('POST', '/apis/apps/v1/namespaces/default/statefulsets', {
    metadata: { name: 'db' },
    spec: {
      replicas: 1,
      serviceName: 'db',
      selector: { matchLabels: { app: 'db' } },
      template: {
        metadata: { labels: { app: 'db', ...labels } },
        spec: { tolerations: unreachable, containers: [{ name: 'c', image: 'i' }] },
      },
    },
  })
  run(5_000)
  const pod = () => kube.call('GET', `${podsPath}/db-0`)
  const homeOf = (of: KubeObject) => (of['spec'] as { readonly nodeName?: string }).nodeName
  const home = homeOf(pod()) ?? ''
  const dead = members.find(({ name }) => name === home)
  if (dead === undefined) throw new Error('expected the pod on a node')
  for (const { name, agent } of members) if (name !== home) agent.say(home, 'dead')
  dead.kubelet.stop()
  dead.agent.self.cut = true
  const isOut = () =>
    taintsOf(kube.call('GET', nodePath(nodeId(home)))).some(({ key }) => key === out)
  const revive = () => {
    for (const { name, agent } of members) if (name !== home) agent.say(home, 'alive', 2)
    dead.agent.self.cut = false
    dead.kubelet.start()
  }
  return { ...world, pod, homeOf, home, isOut, revive, first: pod().metadata.uid }
}

it('H54: a failed node whose StatefulSets are singletons is out of service once one waits for it, and in service when it is born anew', () => {
  const { run, pod, homeOf, home, isOut, revive, first, kube } = site({
    'causeway.io/singleton': 'true',
  })
  run(60_000)
  expect(isOut()).toBe(true)
  expect(pod().metadata.uid).not.toBe(first)
  expect(homeOf(pod())).not.toBe(home)
  revive()
  run(30_000)
  expect(isOut()).toBe(false)
  const { annotations = {} } = kube.call('GET', nodePath(nodeId(home))).metadata
  expect(annotations['causeway.io/out-of-service']).toBeUndefined()
})

it('H54: pods that their node does not stop itself are not given up', () => {
  const { run, pod, isOut, first } = site({})
  run(60_000)
  expect(isOut()).toBe(false)
  expect(pod().metadata).toMatchObject({
    uid: first,
    deletionTimestamp: expect.any(String) as string,
  })
})

it('H54: it is due when a pod of a StatefulSet ends, and each of them is a singleton; others do not count', () => {
  const ofSet = {
    kind: 'StatefulSet',
    controller: true,
    apiVersion: 'apps/v1',
    name: 'db',
    uid: 'u',
  }
  const pod = (metadata: object): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', ...metadata },
  })
  const marked = { annotations: { 'causeway.io/singleton': 'true' }, ownerReferences: [ofSet] }
  const ending = { deletionTimestamp: '2026-01-01T00:00:00Z' }
  expect(isDue([])).toBe(false)
  expect(isDue([pod(ending)])).toBe(false)
  expect(isDue([pod(marked)])).toBe(false)
  expect(isDue([pod({ ...marked, ...ending }), pod({})])).toBe(true)
  expect(isDue([pod({ ...marked, ...ending }), pod({ ownerReferences: [ofSet] })])).toBe(false)
})
