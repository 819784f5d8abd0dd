// The node lifecycle's zone rules: how many nodes may be given up, and when none is.
import { describe, expect, it } from 'vitest'
import { fastPace } from '../../../../sim/kube/config.ts'
import { conditionOf } from '../../../../sim/kube/controllers/conditions.ts'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import { createCluster, deployment } from '../cluster.ts'
import type { Cluster } from '../cluster.ts'
import { playNodes } from '../scripted-nodes.ts'

const names = (zone: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${zone}-${at + 1}`)

function begin(all: readonly string[], pace = fastPace) {
  const cluster = createCluster({ pace })
  const script = playNodes(cluster, all, {
    renewMs: 500,
    confirms: true,
    labels: (name) => ({ 'topology.kubernetes.io/zone': name.slice(0, 1) }),
  })
  cluster.run(3_000)
  return { cluster, script }
}

const executed = (cluster: Cluster): readonly string[] =>
  cluster
    .list(kinds.nodes)
    .filter(({ spec }) => spec.taints?.some(({ effect }) => effect === 'NoExecute'))
    .map(({ metadata }) => metadata.name)

const unknown = (cluster: Cluster): readonly string[] =>
  cluster
    .list(kinds.nodes)
    .filter((node) => conditionOf(node, 'Ready')?.status === 'Unknown')
    .map(({ metadata }) => metadata.name)

describe('zones', () => {
  it('K70: while every node of every zone is silent none is tainted NoExecute, and taints that were there are lifted', () => {
    const all = [...names('a', 3), ...names('b', 2)]
    const { cluster, script } = begin(all)
    script.silence('a-1')
    cluster.run(9_000)
    expect(executed(cluster)).toEqual(['a-1'])
    script.silence(...all)
    cluster.run(20_000)
    expect(unknown(cluster).length).toBe(5)
    expect(executed(cluster)).toEqual([])
    for (const name of all.slice(1)) {
      script.resume(name)
      script.report(name)
    }
    cluster.run(5_000)
    expect(unknown(cluster)).toEqual(['a-1'])
    expect(executed(cluster)).toEqual(['a-1'])
  })

  it('K71: a zone that is silent as a whole, beside a living one, loses its nodes at the usual pace', () => {
    const { cluster, script } = begin([...names('a', 3), ...names('b', 3)])
    script.silence(...names('a', 3))
    cluster.until(10_000, () => executed(cluster).length === 1)
    expect(unknown(cluster).length).toBe(3)
    cluster.run(1_000)
    expect(executed(cluster).length).toBe(1)
    cluster.run(4_000)
    expect(executed(cluster)).toEqual(names('a', 3))
  })

  it('K72: a small zone of which 55 % are silent loses no node; a large one loses them slowly', () => {
    const small = begin([...names('a', 5), ...names('b', 1)])
    small.script.silence(...names('a', 3))
    small.cluster.run(60_000)
    expect(unknown(small.cluster).length).toBe(3)
    expect(executed(small.cluster)).toEqual([])
    small.script.resume('a-3')
    small.script.report('a-3')
    small.cluster.run(5_000)
    expect(executed(small.cluster)).toEqual(['a-1', 'a-2'])
    const { controllers } = fastPace
    const pace = { ...fastPace, controllers: { ...controllers, largeZoneNodes: 4 } }
    const large = begin([...names('a', 5), ...names('b', 1)], pace)
    large.script.silence(...names('a', 3))
    large.cluster.run(20_000)
    expect(executed(large.cluster).length).toBe(1)
    large.cluster.run(30_000)
    expect(executed(large.cluster).length).toBe(3)
  })

  it('K73: a Lease that is renewed by anybody, or a status that is reported, is life; clocks of others do not matter', () => {
    const { cluster, script } = begin(names('a', 3))
    script.silence('a-1', 'a-2')
    const path = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/a-1'
    for (let i = 1; i <= 10; i++) {
      cluster.run(3_000)
      const spec = { holderIdentity: 'somebody', renewTime: `2001-01-01T00:00:00.00000${i}Z` }
      const type = { 'content-type': 'application/merge-patch+json' }
      if (i === 1) cluster.server.call('PATCH', path, { spec: { renewTime: null } }, type)
      cluster.server.call('PATCH', path, { spec }, type)
      script.report('a-2')
    }
    expect(unknown(cluster)).toEqual(['a-1'])
    cluster.restartControllers()
    for (let i = 1; i <= 5; i++) {
      cluster.run(3_000)
      const spec = { renewTime: `2001-01-01T00:01:00.00000${i}Z` }
      cluster.server.call(
        'PATCH',
        path,
        { spec },
        { 'content-type': 'application/merge-patch+json' },
      )
      script.report('a-2')
      if (i === 1) script.report('a-1')
    }
    expect(unknown(cluster)).toEqual([])
  })

  it('K74: a node that never reported anything is judged after its time to start', () => {
    const { cluster } = begin(names('a', 2))
    cluster.create(kinds.nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'mute' } })
    cluster.run(9_000)
    expect(unknown(cluster)).toEqual([])
    cluster.run(4_000)
    const mute = cluster.get(kinds.nodes, 'mute')
    expect(mute && conditionOf(mute, 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
    })
  })

  it('K75: pressures and cordons become taints, and foreign taints are left alone', () => {
    const { cluster } = begin(names('a', 2))
    const foreign = { key: 'causeway.io/isolated', effect: 'NoSchedule' }
    cluster.patch(kinds.nodes, 'a-1', { spec: { taints: [foreign], unschedulable: true } })
    const conditions = [
      ...(cluster.get(kinds.nodes, 'a-1')?.status?.conditions ?? []).filter(
        ({ type }) => type !== 'DiskPressure',
      ),
      { type: 'DiskPressure', status: 'True' },
    ]
    cluster.patch(kinds.nodes, 'a-1', { status: { conditions } }, 'status')
    cluster.run(1_000)
    const taints = () =>
      cluster.get(kinds.nodes, 'a-1')?.spec.taints?.map(({ key, effect }) => `${key}:${effect}`)
    expect(taints()).toEqual([
      'causeway.io/isolated:NoSchedule',
      'node.kubernetes.io/disk-pressure:NoSchedule',
      'node.kubernetes.io/unschedulable:NoSchedule',
    ])
    cluster.patch(kinds.nodes, 'a-1', { spec: { unschedulable: false } })
    cluster.run(1_000)
    expect(taints()?.length).toBe(2)
  })

  it('K76: pods of a dead node are replaced after what they tolerate, and the dead ones stay Terminating until their kubelet is back', () => {
    const { cluster, script } = begin([...names('a', 3)])
    cluster.create(kinds.deployments, deployment('w', 6))
    cluster.run(5_000)
    script.silence('a-1')
    const on = (node: string) => cluster.pods().filter(({ spec }) => spec.nodeName === node)
    const terminating = () =>
      on('a-1').filter(({ metadata }) => metadata.deletionTimestamp !== undefined).length
    cluster.until(10_000, () => executed(cluster).length === 1)
    cluster.run(9_000)
    expect(terminating()).toBe(0)
    cluster.run(4_000)
    expect(terminating()).toBe(2)
    expect(on('a-2').length + on('a-3').length).toBe(6)
    cluster.run(120_000)
    expect(terminating()).toBe(2)
    script.resume('a-1')
    script.report('a-1')
    cluster.run(3_000)
    expect(on('a-1')).toEqual([])
    expect(executed(cluster)).toEqual([])
  })
})
