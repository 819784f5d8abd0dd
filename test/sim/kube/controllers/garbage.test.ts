// Garbage collection: what goes with its owners, what waits for what it owns, and what is set free.
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import type { KubeObject, OwnerReference } from '../../../../src/objects/object.ts'
import { createCluster, deployment } from '../cluster.ts'
import type { Cluster } from '../cluster.ts'
import { playNodes } from '../scripted-nodes.ts'
import { builtinKinds } from '../../../../src/objects/kinds/builtin.ts'

function begin() {
  const cluster = createCluster()
  playNodes(cluster, ['n1', 'n2'], { renewMs: 1_000, confirms: true })
  cluster.create(kinds.deployments, deployment('w', 3))
  cluster.run(5_000)
  return cluster
}

const counts = (cluster: Cluster) => [
  cluster.list(kinds.deployments).length,
  cluster.list(kinds.replicaSets).length,
  cluster.pods().length,
]

const configMaps = builtinKinds.find(({ resource }) => resource === 'configmaps') ?? kinds.pods

const map = (name: string, owners: readonly KubeObject[], more: Partial<OwnerReference> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name,
    namespace: 'default',
    ownerReferences: owners.map(({ metadata }) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: metadata.name,
      uid: metadata.uid ?? '',
      ...more,
    })),
  },
})

const maps = (cluster: Cluster) =>
  cluster
    .list(configMaps)
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== 'kube-root-ca.crt')

describe('the garbage collector', () => {
  it('K82: deletes in the background what only vanished owners owned, generation after generation', () => {
    const cluster = begin()
    expect(counts(cluster)).toEqual([1, 1, 3])
    cluster.remove(kinds.deployments, 'w')
    cluster.run(10)
    expect(counts(cluster)).toEqual([0, 1, 3])
    cluster.run(5_000)
    expect(counts(cluster)).toEqual([0, 0, 0])
  })

  it('K83: keeps what has an owner left, and drops the references to those that are gone', () => {
    const cluster = begin()
    const one = cluster.create(configMaps, map('one', []))
    const two = cluster.create(configMaps, map('two', []))
    cluster.create(configMaps, map('both', [one, two]))
    cluster.create(configMaps, map('stranger', [one], { uid: 'of-another-life' }))
    cluster.create(configMaps, map('unknown', [one], { apiVersion: 'none/v1', kind: 'None' }))
    cluster.run(1_000)
    expect(maps(cluster)).toEqual(['both', 'one', 'two', 'unknown'])
    cluster.remove(configMaps, 'one')
    cluster.run(1_000)
    const both = cluster.get(configMaps, 'both')
    expect(both?.metadata.ownerReferences?.map(({ name }) => name)).toEqual(['two'])
    cluster.remove(configMaps, 'two')
    cluster.run(1_000)
    expect(maps(cluster)).toEqual(['unknown'])
  })

  it('K84: in the foreground an owner stays until all that it blocks on is gone', () => {
    const cluster = begin()
    cluster.remove(kinds.deployments, 'w', { propagationPolicy: 'Foreground' })
    const done = cluster.until(10_000, () => {
      const [owner = 0, sets = 0, pods = 0] = counts(cluster)
      if (sets === 0) expect(pods).toBe(0)
      if (owner === 0) expect(sets).toBe(0)
      return owner === 0
    })
    expect(done).toBe(true)
  })

  it('K85: orphans are set free and live on', () => {
    const cluster = begin()
    cluster.remove(kinds.deployments, 'w', { propagationPolicy: 'Orphan' })
    cluster.run(5_000)
    expect(counts(cluster)).toEqual([0, 1, 3])
    expect(cluster.list(kinds.replicaSets)[0]?.metadata.ownerReferences ?? []).toEqual([])
    cluster.create(kinds.deployments, deployment('w', 3))
    cluster.run(5_000)
    expect(counts(cluster)).toEqual([1, 1, 3])
    expect(cluster.list(kinds.replicaSets)[0]?.metadata.ownerReferences?.[0]?.name).toBe('w')
  })

  it('K86: a kind that is defined later is collected too', () => {
    const cluster = begin()
    const names = { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' }
    const schema = { openAPIV3Schema: { type: 'object' } }
    cluster.create(kinds.definitions, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.example.com' },
      spec: {
        group: 'example.com',
        names,
        scope: 'Namespaced',
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    })
    cluster.run(1_000)
    const things = { ...configMaps, group: 'example.com', resource: 'things', kind: 'Thing' }
    const owner = cluster.create(configMaps, map('one', []))
    const { metadata } = map('thing', [owner])
    cluster.create(things, { apiVersion: 'example.com/v1', kind: 'Thing', metadata })
    cluster.run(1_000)
    expect(cluster.list(things).length).toBe(1)
    cluster.remove(configMaps, 'one')
    cluster.run(1_000)
    expect(cluster.list(things)).toEqual([])
  })
})
