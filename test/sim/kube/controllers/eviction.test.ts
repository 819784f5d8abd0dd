// Evictions: how long pods stay on a node with a NoExecute taint, and what becomes of pods without a node.
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import { tolerates, toleratedSeconds } from '../../../../sim/kube/controllers/tolerations.ts'
import type { KubeObject } from '../../../../src/objects/object.ts'
import { createCluster } from '../cluster.ts'
import { playNodes } from '../scripted-nodes.ts'

const taint = { key: 'k', value: 'v', effect: 'NoExecute' } as const

const pod = (name: string, tolerations: readonly object[]): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'web:1' }], nodeName: 'n1', tolerations },
})

function begin(confirms = true) {
  const cluster = createCluster()
  const script = playNodes(cluster, ['n1', 'n2'], { renewMs: 500, confirms })
  cluster.run(1_000)
  cluster.create(kinds.pods, pod('never', [{ key: 'k', operator: 'Exists' }]))
  cluster.create(kinds.pods, pod('later', [{ operator: 'Exists', tolerationSeconds: 20 }]))
  cluster.create(kinds.pods, pod('now', [{ key: 'k', value: 'other' }]))
  cluster.run(2_000)
  return { cluster, script, names: () => cluster.pods().map(({ metadata }) => metadata.name) }
}

describe('taint eviction', () => {
  it('K77: deletes a pod when the shortest of its tolerations is over, at once without one, never with one that has no end', () => {
    const { cluster, names } = begin()
    cluster.patch(kinds.nodes, 'n1', { spec: { taints: [taint] } })
    cluster.run(1_000)
    expect(names()).toEqual(['later', 'never'])
    cluster.run(17_000)
    expect(names()).toEqual(['later', 'never'])
    cluster.run(3_000)
    expect(names()).toEqual(['never'])
    expect(cluster.events()).toContain(
      'Pod/later TaintManagerEviction: Marking for deletion Pod default/later',
    )
  })

  it('K78: forgets a pod whose node is no longer tainted, and begins anew when it is again', () => {
    const { cluster, names } = begin()
    cluster.patch(kinds.nodes, 'n1', { spec: { taints: [taint] } })
    cluster.run(15_000)
    cluster.patch(kinds.nodes, 'n1', { spec: { taints: null } })
    cluster.run(10_000)
    expect(names()).toEqual(['later', 'never'])
    expect(cluster.events()).toContain(
      'Pod/later TaintManagerEviction: Cancelling deletion of Pod default/later',
    )
    cluster.patch(kinds.nodes, 'n1', { spec: { taints: [taint] } })
    cluster.run(15_000)
    expect(names()).toEqual(['later', 'never'])
    cluster.run(7_000)
    expect(names()).toEqual(['never'])
  })

  it('K79: waits again, from the start of the controllers, after they were restarted', () => {
    const { cluster, names } = begin()
    cluster.patch(kinds.nodes, 'n1', { spec: { taints: [taint] } })
    cluster.run(15_000)
    cluster.restartControllers()
    cluster.run(15_000)
    expect(names()).toEqual(['later', 'never'])
    cluster.run(7_000)
    expect(names()).toEqual(['never'])
  })

  it('tolerations match by key, value and effect', () => {
    expect(tolerates({ operator: 'Exists' }, taint)).toBe(true)
    expect(tolerates({ key: 'k', operator: 'Exists', effect: 'NoSchedule' }, taint)).toBe(false)
    expect(tolerates({ key: 'k', value: 'v' }, taint)).toBe(true)
    expect(tolerates({ key: 'k' }, taint)).toBe(false)
    const two = [taint, { ...taint, key: 'l' }]
    expect(toleratedSeconds(two, [{ operator: 'Exists' }])).toBe(Number.POSITIVE_INFINITY)
    const some = [
      { key: 'k', operator: 'Exists', tolerationSeconds: 9 },
      { key: 'l', operator: 'Exists', tolerationSeconds: 5 },
    ] as const
    expect(toleratedSeconds(two, some)).toBe(5)
    expect(toleratedSeconds(two, some.slice(1))).toBe(0)
  })
})

describe('pod garbage', () => {
  it('K80: pods of a deleted node fail and go, once it has been gone for a while', () => {
    const { cluster, script, names } = begin(false)
    script.silence('n1')
    cluster.remove(kinds.nodes, 'n1')
    cluster.run(6_000)
    expect(names().length).toBe(3)
    cluster.run(12_000)
    expect(names()).toEqual([])
  })

  it('K81: terminating pods of a node that is down and fenced go; of one that is only down they stay', () => {
    const { cluster, script, names } = begin(false)
    script.silence('n1')
    cluster.run(10_000)
    cluster.remove(kinds.pods, 'never')
    cluster.run(20_000)
    expect(names()).toContain('never')
    const taints = [
      ...(cluster.get(kinds.nodes, 'n1')?.spec.taints ?? []),
      { key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute', value: 'nodeshutdown' },
    ]
    cluster.patch(kinds.nodes, 'n1', { spec: { taints } })
    cluster.run(6_000)
    expect(names()).not.toContain('never')
  })
})
