// Daemon sets: where their pods are, what they survive, and how they are updated.
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import { isActive, isReady } from '../../../../sim/kube/controllers/pods.ts'
import type { KubeObject } from '../../../../src/objects/object.ts'
import { createCluster, template } from '../cluster.ts'
import type { Cluster } from '../cluster.ts'
import { playNodes } from '../scripted-nodes.ts'

const set: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'd', namespace: 'default' },
  spec: { selector: { matchLabels: { app: 'd' } }, template: template('d') },
}

function begin() {
  const cluster = createCluster()
  const script = playNodes(cluster, ['n1', 'n2', 'n3'], { renewMs: 500, confirms: true })
  cluster.run(1_000)
  cluster.create(kinds.daemonSets, set)
  cluster.run(4_000)
  return { cluster, script }
}

const places = (cluster: Cluster) =>
  cluster
    .pods()
    .filter(isActive)
    .map(({ spec }) => spec.nodeName)
    .toSorted()

describe('a daemon set', () => {
  it('K103: has one pod on every node that it fits, also on cordoned and new ones', () => {
    const { cluster } = begin()
    expect(places(cluster)).toEqual(['n1', 'n2', 'n3'])
    expect(cluster.get(kinds.daemonSets, 'd')?.status).toMatchObject({
      desiredNumberScheduled: 3,
      numberReady: 3,
      numberAvailable: 3,
      updatedNumberScheduled: 3,
    })
    cluster.patch(kinds.nodes, 'n1', { spec: { unschedulable: true } })
    playNodes(cluster, ['n4'], { renewMs: 500, confirms: true })
    cluster.run(3_000)
    expect(places(cluster)).toEqual(['n1', 'n2', 'n3', 'n4'])
    const taints = [{ key: 'k', effect: 'NoExecute' }]
    cluster.patch(kinds.nodes, 'n2', { spec: { taints } })
    cluster.run(3_000)
    expect(places(cluster)).toEqual(['n1', 'n3', 'n4'])
  })

  it('K104: its pods stay on nodes that are silent, and are replaced when they fail', () => {
    const { cluster, script } = begin()
    script.silence('n1')
    cluster.run(40_000)
    expect(places(cluster)).toEqual(['n1', 'n2', 'n3'])
    const failed = cluster.pods().find(({ spec }) => spec.nodeName === 'n3')
    cluster.patch(
      kinds.pods,
      failed?.metadata.name ?? '',
      { status: { phase: 'Failed' } },
      'status',
    )
    cluster.run(4_000)
    expect(places(cluster)).toEqual(['n1', 'n2', 'n3'])
    expect(cluster.get(kinds.pods, failed?.metadata.name ?? '')).toBeUndefined()
  })

  it('K105: is updated node by node', () => {
    const { cluster } = begin()
    cluster.patch(kinds.daemonSets, 'd', { spec: { template: template('d', 'web:2') } })
    const done = cluster.until(20_000, () => {
      const pods = cluster.pods()
      expect(pods.filter(isReady).length).toBeGreaterThanOrEqual(2)
      return pods.filter(isReady).every(({ spec }) => spec.containers[0]?.image === 'web:2')
    })
    expect(done).toBe(true)
    cluster.run(3_000)
    expect(places(cluster)).toEqual(['n1', 'n2', 'n3'])
  })
})
