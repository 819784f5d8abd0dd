// Replica sets: how many pods there are, which go first, and whose they are.
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import { isActive } from '../../../../sim/kube/controllers/pods.ts'
import { leastWanted } from '../../../../sim/kube/controllers/victims.ts'
import type { Pod } from '../../../../sim/kube/controllers/objects.ts'
import type { KubeObject } from '../../../../src/objects/object.ts'
import { createCluster, deployment, template } from '../cluster.ts'
import { playNodes } from '../scripted-nodes.ts'

const set = (replicas: number): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  metadata: { name: 's', namespace: 'default' },
  spec: { replicas, selector: { matchLabels: { app: 's' } }, template: template('s') },
})

function begin() {
  const cluster = createCluster()
  playNodes(cluster, ['n1', 'n2'], { renewMs: 1_000, confirms: true })
  cluster.run(1_000)
  return cluster
}

const pod = (name: string, more: { spec?: object; status?: object; metadata?: object }): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ownerReferences: [{ name: 's' }], ...more.metadata },
    spec: { containers: [], ...more.spec },
    status: more.status,
  }) as unknown as Pod

const running = (name: string, node: string, since: string, ready = 'True') =>
  pod(name, {
    spec: { nodeName: node },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready, lastTransitionTime: since }],
    },
  })

describe('a replica set', () => {
  it('K57: replaces pods that were deleted or have failed', () => {
    const cluster = begin()
    cluster.create(kinds.replicaSets, set(3))
    cluster.run(3_000)
    const [first, second] = cluster.pods()
    cluster.remove(kinds.pods, first?.metadata.name ?? '')
    cluster.patch(
      kinds.pods,
      second?.metadata.name ?? '',
      { status: { phase: 'Failed' } },
      'status',
    )
    cluster.run(3_000)
    expect(cluster.pods().filter(isActive).length).toBe(3)
    expect(cluster.pods().length).toBe(4)
    expect(cluster.get(kinds.replicaSets, 's')?.status).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
    })
  })

  it('K107: counts pods that are ending, as its deployment does', () => {
    const cluster = createCluster()
    playNodes(cluster, ['n1'], { renewMs: 1_000, confirms: false })
    cluster.run(1_000)
    cluster.create(kinds.deployments, deployment('w', 2))
    cluster.run(3_000)
    const counts = () =>
      [cluster.list(kinds.replicaSets)[0], cluster.get(kinds.deployments, 'w')].map(
        (one) => one?.status?.terminatingReplicas,
      )
    expect(counts()).toEqual([0, 0])
    cluster.remove(kinds.pods, cluster.pods()[0]?.metadata.name ?? '')
    cluster.run(3_000)
    expect(counts()).toEqual([1, 1])
  })

  it('K58: that shrinks gives up first who is unplaced, then pending, then not ready, then where it is crowded, then the youngest', () => {
    const pods = [
      running('old', 'n1', '2026-01-01T00:00:00Z'),
      running('young', 'n2', '2026-01-01T00:01:00Z'),
      running('crowded', 'n3', '2026-01-01T00:00:00Z'),
      running('crowded-too', 'n3', '2026-01-01T00:00:30Z'),
      running('unready', 'n4', '2026-01-01T00:00:00Z', 'False'),
      pod('pending', { spec: { nodeName: 'n1' }, status: { phase: 'Pending' } }),
      pod('unplaced', { status: { phase: 'Pending' } }),
    ]
    const order = leastWanted(pods, pods.slice(0, 5)).map(({ metadata }) => metadata.name)
    expect(order).toEqual([
      'unplaced',
      'pending',
      'unready',
      'crowded-too',
      'crowded',
      'young',
      'old',
    ])
    const annotations = { 'controller.kubernetes.io/pod-deletion-cost': '-5' }
    const cheap = { ...running('cheap', 'n1', '2025-01-01T00:00:00Z') }
    const marked = { ...cheap, metadata: { ...cheap.metadata, annotations } }
    expect(leastWanted([...pods, marked], pods.slice(0, 5))[3]?.metadata.name).toBe('cheap')
  })

  it('K59: adopts pods that match and have no owner, and releases those that match no more', () => {
    const cluster = begin()
    cluster.create(kinds.pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'stray', namespace: 'default', labels: { app: 's' } },
      spec: template('s').spec,
    })
    cluster.create(kinds.replicaSets, set(2))
    cluster.run(3_000)
    const owner = () => cluster.get(kinds.pods, 'stray')?.metadata.ownerReferences?.[0]?.name
    expect(owner()).toBe('s')
    expect(cluster.pods().length).toBe(2)
    cluster.patch(kinds.pods, 'stray', { metadata: { labels: { app: 'other' } } })
    cluster.run(3_000)
    expect(owner()).toBeUndefined()
    expect(cluster.pods().length).toBe(3)
  })
})
