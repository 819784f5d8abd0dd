// Deployments on virtual time: rolling, scaling, recreating, going back, and what the status says meanwhile.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionOf } from '../../../../sim/kube/controllers/conditions.ts'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import { isActive, isReady } from '../../../../sim/kube/controllers/pods.ts'
import { createCluster, deployment, rolling, service, template } from '../cluster.ts'
import type { Cluster } from '../cluster.ts'
import { playNodes } from '../scripted-nodes.ts'

const nodes = ['n1', 'n2', 'n3']

function begin(seed = 1): Cluster {
  const cluster = createCluster({ seed })
  playNodes(cluster, nodes, { renewMs: 1_000, confirms: true })
  cluster.run(1_000)
  return cluster
}

const active = (cluster: Cluster) => cluster.pods().filter(isActive)
const ready = (cluster: Cluster) => active(cluster).filter(isReady)
const images = (cluster: Cluster) =>
  new Set(active(cluster).map(({ spec }) => spec.containers[0]?.image))
const status = (cluster: Cluster) => cluster.get(kinds.deployments, 'w')?.status
const progress = (cluster: Cluster) => {
  const object = cluster.get(kinds.deployments, 'w')
  return object && conditionOf(object, 'Progressing')?.reason
}
/** What `kubectl rollout status` waits for. */
const isRolledOut = (cluster: Cluster): boolean => {
  const object = cluster.get(kinds.deployments, 'w')
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = object?.status ?? {}
  const observed = object?.status?.observedGeneration ?? 0
  return (
    observed >= (object?.metadata.generation ?? 1) &&
    updatedReplicas === object?.spec.replicas &&
    replicas === updatedReplicas &&
    availableReplicas === updatedReplicas
  )
}
const setImage = (cluster: Cluster, image: string) =>
  cluster.patch(kinds.deployments, 'w', { spec: { template: template('w', image) } })

describe('a deployment', () => {
  it('K50: in a rollout there are never more pods than wanted and surge, never fewer available than wanted less what may be missing', () => {
    const sizes = fc.record({
      replicas: fc.integer({ min: 1, max: 7 }),
      surge: fc.integer({ min: 0, max: 3 }),
      missing: fc.integer({ min: 0, max: 3 }),
      seed: fc.integer(),
    })
    fc.assert(
      fc.property(sizes, ({ replicas, surge, missing, seed }) => {
        const cluster = begin(seed)
        cluster.create(kinds.deployments, deployment('w', replicas, rolling(surge, missing)))
        expect(cluster.until(20_000, () => isRolledOut(cluster))).toBe(true)
        const slack = surge + missing === 0 ? 1 : Math.min(missing, replicas)
        setImage(cluster, 'web:2')
        const done = cluster.until(60_000, () => {
          expect(active(cluster).length).toBeLessThanOrEqual(replicas + surge)
          expect(ready(cluster).length).toBeGreaterThanOrEqual(replicas - slack)
          return isRolledOut(cluster) && images(cluster).size === 1
        })
        expect(done).toBe(true)
        expect([...images(cluster)]).toEqual(['web:2'])
      }),
      { numRuns: 12 },
    )
  })

  it('K51: its status tells a rollout’s course, so that one can wait for its end', () => {
    const cluster = begin()
    cluster.create(kinds.deployments, deployment('w', 3, { progressDeadlineSeconds: 20 }))
    cluster.until(500, () => progress(cluster) !== undefined)
    expect(progress(cluster)).toBe('NewReplicaSetCreated')
    cluster.until(10_000, () => isRolledOut(cluster))
    cluster.run(1_000)
    expect(progress(cluster)).toBe('NewReplicaSetAvailable')
    expect(status(cluster)).toMatchObject({ replicas: 3, readyReplicas: 3, updatedReplicas: 3 })
    const hopeless = { ...template('w').spec, nodeSelector: { nowhere: 'true' } }
    const spec = { template: { ...template('w'), spec: hopeless } }
    cluster.patch(kinds.deployments, 'w', { spec })
    cluster.run(15_000)
    expect(progress(cluster)).toBe('ReplicaSetUpdated')
    cluster.run(10_000)
    expect(progress(cluster)).toBe('ProgressDeadlineExceeded')
    expect(ready(cluster).length).toBe(3)
  })

  it('K52: scaled in the middle of a rollout, old and new sets share what is added by their size', () => {
    const cluster = begin()
    cluster.create(kinds.deployments, deployment('w', 6, rolling(2, 2)))
    cluster.until(10_000, () => isRolledOut(cluster))
    const stuck = { ...template('w', 'web:2').spec, nodeSelector: { nowhere: 'true' } }
    cluster.patch(kinds.deployments, 'w', {
      spec: { template: { ...template('w', 'web:2'), spec: stuck } },
    })
    cluster.run(5_000)
    const sizes = () => cluster.list(kinds.replicaSets).map(({ spec }) => spec.replicas ?? 0)
    expect(sizes().toSorted()).toEqual([4, 4])
    cluster.patch(kinds.deployments, 'w', { spec: { replicas: 12 } })
    cluster.run(5_000)
    expect(sizes().toSorted()).toEqual([7, 7])
    cluster.patch(kinds.deployments, 'w', { spec: { replicas: 0 } })
    cluster.run(10_000)
    expect(sizes()).toEqual([0, 0])
    expect(cluster.pods()).toEqual([])
  })

  it('K53: that recreates has no pods of two templates at once', () => {
    const cluster = begin()
    const strategy = { strategy: { type: 'Recreate' } }
    cluster.create(kinds.deployments, deployment('w', 3, strategy))
    cluster.until(10_000, () => isRolledOut(cluster))
    setImage(cluster, 'web:2')
    const done = cluster.until(20_000, () => {
      const there = cluster.pods().map(({ spec }) => spec.containers[0]?.image)
      expect(new Set(there).size).toBeLessThanOrEqual(1)
      return isRolledOut(cluster) && there.includes('web:2')
    })
    expect(done).toBe(true)
  })

  it('K54: going back to an old template takes up its replica set under a new revision, and old sets beyond the history go', () => {
    const cluster = begin()
    cluster.create(kinds.deployments, deployment('w', 2, { revisionHistoryLimit: 1 }))
    const settle = () => {
      cluster.run(200)
      cluster.until(20_000, () => isRolledOut(cluster))
      cluster.run(2_000)
    }
    settle()
    const [first] = cluster.list(kinds.replicaSets)
    setImage(cluster, 'web:2')
    settle()
    setImage(cluster, 'web:1')
    settle()
    const revision = 'deployment.kubernetes.io/revision'
    const again = cluster.get(kinds.replicaSets, first?.metadata.name ?? '')
    expect(again?.spec.replicas).toBe(2)
    expect(again?.metadata.annotations?.[revision]).toBe('3')
    expect(cluster.get(kinds.deployments, 'w')?.metadata.annotations?.[revision]).toBe('3')
    setImage(cluster, 'web:3')
    settle()
    setImage(cluster, 'web:4')
    settle()
    expect(cluster.list(kinds.replicaSets).length).toBe(2)
  })

  it('K55: that is paused is scaled but not rolled', () => {
    const cluster = begin()
    cluster.create(kinds.deployments, deployment('w', 2))
    cluster.until(10_000, () => isRolledOut(cluster))
    cluster.patch(kinds.deployments, 'w', { spec: { paused: true } })
    cluster.run(500)
    setImage(cluster, 'web:2')
    cluster.patch(kinds.deployments, 'w', { spec: { replicas: 3 } })
    cluster.run(10_000)
    expect([...images(cluster)]).toEqual(['web:1'])
    expect(ready(cluster).length).toBe(3)
    expect(progress(cluster)).toBe('DeploymentPaused')
    cluster.patch(kinds.deployments, 'w', { spec: { paused: false } })
    cluster.run(10_000)
    expect([...images(cluster)]).toEqual(['web:2'])
  })

  it('K56: settled, it and everything below it is written no more', () => {
    const cluster = begin()
    cluster.create(kinds.deployments, deployment('w', 3))
    cluster.create(kinds.services, service('w'))
    cluster.run(10_000)
    const { leases: _leases, ...written } = kinds
    const versions = () =>
      Object.values(written).flatMap((kind) =>
        cluster.server.collection
          .list(kind, undefined)
          .map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`),
      )
    const before = versions()
    cluster.run(30_000)
    expect(versions()).toEqual(before)
  })
})
