// Stateful sets: order, names that are never there twice, and updates from the highest down.
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import { isReady } from '../../../../sim/kube/controllers/pods.ts'
import type { KubeObject } from '../../../../src/objects/object.ts'
import { createCluster, template } from '../cluster.ts'
import type { Cluster } from '../cluster.ts'
import { playNodes } from '../scripted-nodes.ts'

const set = (replicas: number, more: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 's', namespace: 'default' },
  spec: {
    replicas,
    serviceName: 's',
    selector: { matchLabels: { app: 's' } },
    template: template('s'),
    ...more,
  },
})

function begin() {
  const cluster = createCluster()
  const script = playNodes(cluster, ['n1', 'n2', 'n3'], { renewMs: 500, confirms: true })
  cluster.run(1_000)
  return { cluster, script }
}

const names = (cluster: Cluster) => cluster.pods().map(({ metadata }) => metadata.name)
const numbers = (cluster: Cluster) => names(cluster).map((name) => Number(name.slice(2)))

describe('a stateful set', () => {
  it('K100: makes its pods one after the other and ends them in reverse', () => {
    const { cluster } = begin()
    cluster.create(kinds.statefulSets, set(4))
    const made = cluster.until(20_000, () => {
      const there = numbers(cluster)
      expect(there).toEqual(there.map((_, at) => at))
      expect(cluster.pods().slice(0, -1).every(isReady)).toBe(true)
      return there.length === 4 && cluster.pods().every(isReady)
    })
    expect(made).toBe(true)
    cluster.run(500)
    const [first] = cluster.pods()
    expect(first?.spec).toMatchObject({ hostname: 's-0', subdomain: 's' })
    expect(first?.metadata.labels).toMatchObject({ 'statefulset.kubernetes.io/pod-name': 's-0' })
    expect(cluster.get(kinds.statefulSets, 's')?.status).toMatchObject({
      replicas: 4,
      readyReplicas: 4,
      updatedReplicas: 4,
    })
    cluster.patch(kinds.statefulSets, 's', { spec: { replicas: 1 } })
    const ended = cluster.until(20_000, () => {
      const there = numbers(cluster)
      expect(there).toEqual(there.map((_, at) => at))
      return there.length === 1
    })
    expect(ended).toBe(true)
  })

  it('K101: rolls from the highest number down to the partition, one pod at a time', () => {
    const { cluster } = begin()
    const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } }
    cluster.create(kinds.statefulSets, set(3, { updateStrategy }))
    cluster.run(10_000)
    cluster.patch(kinds.statefulSets, 's', { spec: { template: template('s', 'web:2') } })
    const images = () => cluster.pods().map(({ spec }) => spec.containers[0]?.image)
    const seen = new Set<string>()
    cluster.until(20_000, () => {
      expect(cluster.pods().filter(isReady).length).toBeGreaterThanOrEqual(2)
      if (cluster.pods().length === 3) seen.add(images().join(' '))
      return images().join(' ') === 'web:1 web:2 web:2' && cluster.pods().every(isReady)
    })
    expect([...seen]).toEqual(['web:1 web:1 web:1', 'web:1 web:1 web:2', 'web:1 web:2 web:2'])
    cluster.run(5_000)
    expect(images()).toEqual(['web:1', 'web:2', 'web:2'])
  })

  it('K102: makes no second pod of a name while the first may still run on a dead node', () => {
    const { cluster, script } = begin()
    cluster.create(kinds.statefulSets, set(3))
    cluster.run(10_000)
    const victim = cluster.pods().find(({ spec }) => spec.nodeName === 'n2')
    script.silence('n2')
    cluster.run(60_000)
    const same = cluster.get(kinds.pods, victim?.metadata.name ?? '')
    expect(same?.metadata.uid).toBe(victim?.metadata.uid)
    expect(same?.metadata.deletionTimestamp).toBeDefined()
    script.resume('n2')
    script.report('n2')
    cluster.run(10_000)
    const next = cluster.get(kinds.pods, victim?.metadata.name ?? '')
    expect(next?.metadata.uid).not.toBe(victim?.metadata.uid)
    expect(cluster.pods().filter(isReady).length).toBe(3)
  })
})
