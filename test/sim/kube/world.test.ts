// A whole small Kubernetes on virtual time: nodes die, links are cut, deployments roll and scale, all of it at random.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conditionOf } from '../../../sim/kube/controllers/conditions.ts'
import { kinds } from '../../../sim/kube/controllers/kinds.ts'
import type { Endpoint } from '../../../sim/kube/controllers/endpoints.ts'
import { isActive, isReady } from '../../../sim/kube/controllers/pods.ts'
import { createCluster, deployment, service, template } from './cluster.ts'
import type { Cluster } from './cluster.ts'
import { runKubelet } from './kubelets.ts'

const names = ['n1', 'n2', 'n3', 'n4']

type Step =
  | { readonly do: 'kill' | 'start' | 'cut' | 'heal'; readonly node: number }
  | { readonly do: 'image' | 'scale'; readonly to: number }
  | { readonly do: 'restart-controllers' }

const node = fc.nat(names.length - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('kill', 'start', 'cut', 'heal'), node }),
  fc.record({ do: fc.constantFrom('image', 'scale'), to: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('restart-controllers' as const) }),
)
const story = fc.array(fc.tuple(step, fc.integer({ min: 100, max: 15_000 })), { maxLength: 12 })

/** A cluster of kubelets with one deployment and its service. */
function begin(seed: number) {
  const cluster = createCluster({ seed })
  const kubelets = names.map((name) => runKubelet(cluster, name))
  cluster.run(2_000)
  cluster.create(kinds.deployments, deployment('w', 4))
  cluster.create(kinds.services, service('w'))
  cluster.run(3_000)
  return { cluster, kubelets }
}

function play({ cluster, kubelets }: ReturnType<typeof begin>, what: Step): void {
  switch (what.do) {
    case 'image':
      cluster.patch(kinds.deployments, 'w', {
        spec: { template: template('w', `web:${what.to}`) },
      })
      break
    case 'scale':
      cluster.patch(kinds.deployments, 'w', { spec: { replicas: what.to } })
      break
    case 'restart-controllers':
      cluster.restartControllers()
      break
    default:
      kubelets[what.node]?.[what.do]()
  }
}

/** What must be true of a cluster that was left in peace. */
function expectWhole(cluster: Cluster): void {
  const object = cluster.get(kinds.deployments, 'w')
  const wanted = object?.spec.replicas ?? 0
  const image = object?.spec.template.spec.containers[0]?.image
  for (const each of cluster.list(kinds.nodes)) {
    expect(conditionOf(each, 'Ready')?.status, each.metadata.name).toBe('True')
    expect(each.spec.taints ?? []).toEqual([])
  }
  const pods = cluster.pods()
  expect(pods.filter(isActive).length).toBe(pods.length)
  expect(pods.length).toBe(wanted)
  expect(pods.every(isReady)).toBe(true)
  expect(new Set(pods.map(({ spec }) => spec.containers[0]?.image))).toEqual(new Set([image]))
  expect(object?.status).toMatchObject({ readyReplicas: wanted, updatedReplicas: wanted })
  const endpoints = cluster
    .list(kinds.endpointSlices)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'w')
    .flatMap((slice) => (slice['endpoints'] ?? []) as readonly Endpoint[])
  const addresses = endpoints.map(({ addresses: [address] }) => address)
  expect(addresses.toSorted()).toEqual(pods.map(({ status }) => status?.podIP).toSorted())
  expect(endpoints.every(({ conditions }) => conditions.ready)).toBe(true)
}

describe('a small Kubernetes', () => {
  it('K97: whatever dies, is cut, rolls and is restarted: left in peace, everything is as it was asked for', () => {
    fc.assert(
      fc.property(fc.integer(), story, (seed, steps) => {
        const world = begin(seed)
        for (const [what, ms] of steps) {
          play(world, what)
          world.cluster.run(ms)
        }
        for (const kubelet of world.kubelets) {
          kubelet.heal()
          kubelet.start()
        }
        world.cluster.run(60_000)
        expectWhole(world.cluster)
      }),
      { numRuns: 12 },
    )
  })

  it('K98: the same seed gives the same history, to the last version', () => {
    const historyOf = (seed: number) => {
      const world = begin(seed)
      world.kubelets[1]?.cut()
      world.cluster.run(30_000)
      world.kubelets[1]?.heal()
      world.cluster.run(20_000)
      return JSON.stringify(world.cluster.server.snapshot())
    }
    expect(historyOf(5)).toBe(historyOf(5))
    expect(historyOf(5)).not.toBe(historyOf(6))
  })
})
