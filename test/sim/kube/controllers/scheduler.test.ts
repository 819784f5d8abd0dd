// The scheduler: where pods go, and what is said when they go nowhere.
import { describe, expect, it } from 'vitest'
import { conditionOf } from '../../../../sim/kube/controllers/conditions.ts'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import type { KubeObject } from '../../../../src/objects/object.ts'
import { createCluster, deployment } from '../cluster.ts'
import type { Cluster } from '../cluster.ts'
import { playNodes } from '../scripted-nodes.ts'

function begin(nodes = ['n1', 'n2', 'n3']) {
  const cluster = createCluster()
  playNodes(cluster, nodes, {
    renewMs: 1_000,
    confirms: true,
    labels: (name) => ({ disk: name === 'n2' ? 'ssd' : 'hdd' }),
  })
  cluster.run(1_000)
  return cluster
}

const pod = (name: string, spec: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'web:1' }], ...spec },
})

const placeOf = (cluster: Cluster, spec: object): string | undefined => {
  cluster.create(kinds.pods, pod('p', spec))
  cluster.run(500)
  const node = cluster.get(kinds.pods, 'p')?.spec.nodeName
  cluster.remove(kinds.pods, 'p', { gracePeriodSeconds: 0 })
  return node
}

const affinity = (matchExpressions: readonly object[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
    },
  },
})

const taint = (cluster: Cluster, name: string, ...effects: readonly string[]) =>
  cluster.patch(kinds.nodes, name, {
    spec: { taints: effects.map((effect) => ({ key: 'k', value: 'v', effect })) },
  })

describe('the scheduler', () => {
  it('K60: spreads pods evenly, those of one owner before all', () => {
    const cluster = begin()
    cluster.create(kinds.deployments, deployment('w', 7))
    cluster.run(3_000)
    cluster.create(kinds.deployments, deployment('x', 3))
    cluster.run(3_000)
    const counts = (name: string) =>
      ['n1', 'n2', 'n3'].map(
        (node) =>
          cluster
            .pods()
            .filter(({ spec, metadata }) => spec.nodeName === node && metadata.labels?.app === name)
            .length,
      )
    expect(counts('w').toSorted()).toEqual([2, 2, 3])
    expect(counts('x')).toEqual([1, 1, 1])
  })

  it('K61: goes by node selector, required affinity, taints and cordons', () => {
    const cluster = begin()
    expect(placeOf(cluster, { nodeSelector: { disk: 'ssd' } })).toBe('n2')
    const notSsd = affinity([{ key: 'disk', operator: 'NotIn', values: ['ssd'] }])
    expect(placeOf(cluster, notSsd)).not.toBe('n2')
    const nowhere = affinity([{ key: 'disk', operator: 'DoesNotExist' }])
    expect(placeOf(cluster, nowhere)).toBeUndefined()
    for (const name of ['n1', 'n2']) taint(cluster, name, 'NoSchedule')
    expect(placeOf(cluster, {})).toBe('n3')
    const tolerations = [{ key: 'k', operator: 'Equal', value: 'v', effect: 'NoSchedule' }]
    expect(placeOf(cluster, { nodeSelector: { disk: 'ssd' }, tolerations })).toBe('n2')
    cluster.patch(kinds.nodes, 'n3', { spec: { unschedulable: true } })
    expect(placeOf(cluster, {})).toBeUndefined()
    taint(cluster, 'n1', 'PreferNoSchedule')
    taint(cluster, 'n2')
    expect(placeOf(cluster, {})).toBe('n2')
  })

  it('K62: says once why a pod stays pending, and places it when that has changed', () => {
    const cluster = begin()
    for (const name of ['n1', 'n3']) taint(cluster, name, 'NoSchedule')
    cluster.patch(kinds.nodes, 'n2', { spec: { unschedulable: true } })
    cluster.create(kinds.pods, pod('p', {}))
    cluster.run(5_000)
    const message =
      '0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) had untolerated taint {k: v}. no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.'
    const waiting = cluster.get(kinds.pods, 'p')
    expect(waiting && conditionOf(waiting, 'PodScheduled')).toMatchObject({
      status: 'False',
      reason: 'Unschedulable',
      message,
    })
    const said = cluster.events().filter((event) => event.includes('FailedScheduling'))
    expect(said).toEqual([`Pod/p FailedScheduling: ${message}`])
    cluster.patch(kinds.nodes, 'n2', { spec: { unschedulable: false } })
    cluster.run(2_000)
    expect(cluster.get(kinds.pods, 'p')?.spec.nodeName).toBe('n2')
  })

  it('K106: every node is told how long its kubelet may keep what it read', () => {
    const ttl = (cluster: Cluster) =>
      cluster.get(kinds.nodes, 'n1')?.metadata.annotations?.['node.alpha.kubernetes.io/ttl']
    expect(ttl(begin())).toBe('0')
    const cluster = begin(Array.from({ length: 101 }, (_, n) => `n${n + 1}`))
    expect(ttl(cluster)).toBe('15')
  })

  it('K108: a node that reports no room for pods gets none', () => {
    const cluster = createCluster()
    cluster.create(kinds.nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'bare' } })
    cluster.run(1_000)
    cluster.create(kinds.pods, pod('p', {}))
    cluster.run(1_000)
    const waiting = cluster.get(kinds.pods, 'p')
    expect(waiting && conditionOf(waiting, 'PodScheduled')?.message).toBe(
      '0/1 nodes are available: 1 Too many pods. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    )
  })
})
