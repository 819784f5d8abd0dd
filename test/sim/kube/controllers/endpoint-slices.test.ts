// Endpoint slices: who is behind a service, in which state, and how slices fill.
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import type { Endpoint, SlicePort } from '../../../../sim/kube/controllers/endpoints.ts'
import type { KubeObject } from '../../../../src/objects/object.ts'
import { createCluster, deployment, service, template } from '../cluster.ts'
import type { Cluster } from '../cluster.ts'
import { playNodes } from '../scripted-nodes.ts'

function begin() {
  const cluster = createCluster()
  const script = playNodes(cluster, ['n1', 'n2'], {
    renewMs: 1_000,
    confirms: false,
    labels: (name) => ({ 'topology.kubernetes.io/zone': `zone-of-${name}` }),
  })
  cluster.run(1_000)
  return { cluster, script }
}

interface Slice extends KubeObject {
  readonly endpoints?: readonly Endpoint[]
  readonly ports?: readonly SlicePort[]
}

const slices = (cluster: Cluster) => cluster.list(kinds.endpointSlices) as readonly Slice[]
const endpoints = (cluster: Cluster) => slices(cluster).flatMap((slice) => slice.endpoints ?? [])
const pod = (name: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: 'w' } },
  spec: { ...template('w').spec, ...more },
})

describe('endpoint slices', () => {
  it('K63: tell of each pod its address, node, zone and whether it is ready, serving, terminating', () => {
    const { cluster } = begin()
    cluster.create(kinds.services, service('w'))
    cluster.create(kinds.deployments, deployment('w', 2))
    cluster.run(5_000)
    const [one, two] = endpoints(cluster)
    expect(one).toMatchObject({
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: 'n1',
      zone: 'zone-of-n1',
      targetRef: { kind: 'Pod', namespace: 'default' },
    })
    expect(one?.addresses).toEqual([
      cluster.get(kinds.pods, one?.targetRef.name ?? '')?.status?.podIP,
    ])
    expect(two?.nodeName).toBe('n2')
    expect(slices(cluster)[0]?.metadata.labels).toMatchObject({
      'kubernetes.io/service-name': 'w',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    })
    cluster.remove(kinds.pods, one?.targetRef.name ?? '')
    cluster.run(2_000)
    const states = endpoints(cluster).map(({ conditions }) => Object.values(conditions).join())
    expect(states.toSorted()).toEqual(['false,true,true', 'true,true,false', 'true,true,false'])
  })

  it('K64: publish pods that are not ready only when the service says so; pods that are over or without an address never', () => {
    const { cluster, script } = begin()
    cluster.create(kinds.services, service('w'))
    cluster.create(kinds.services, {
      ...service('all', { selector: { app: 'w' }, publishNotReadyAddresses: true }),
    })
    cluster.create(kinds.pods, pod('running', { nodeName: 'n1' }))
    cluster.create(kinds.pods, pod('waiting', { nodeSelector: { nowhere: 'true' } }))
    cluster.run(3_000)
    script.silence('n1')
    cluster.run(9_000)
    const readyOf = (name: string) =>
      slices(cluster)
        .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === name)
        .flatMap((slice) => slice.endpoints?.map(({ conditions }) => conditions.ready))
    expect(readyOf('w')).toEqual([false])
    expect(readyOf('all')).toEqual([true])
    cluster.patch(kinds.pods, 'running', { status: { phase: 'Failed' } }, 'status')
    cluster.run(500)
    expect(readyOf('all').length).toBe(0)
  })

  it('K65: follow named ports, selectors and headless names; without pods there is one empty slice', () => {
    const { cluster } = begin()
    const named = (containerPort: number) => ({
      containers: [{ name: 'c', image: 'web:1', ports: [{ name: 'http', containerPort }] }],
      hostname: 'h',
      subdomain: 'w',
    })
    const ports = [{ name: 'web', port: 80, targetPort: 'http' }]
    cluster.create(kinds.services, service('w', { ports, clusterIP: 'None' }))
    cluster.run(500)
    expect(slices(cluster).map((slice) => slice.endpoints?.length ?? 0)).toEqual([0])
    cluster.create(kinds.pods, pod('a', named(8080)))
    cluster.create(kinds.pods, pod('b', named(9090)))
    cluster.run(3_000)
    const byPort = slices(cluster).map((slice) => [
      slice.ports?.[0]?.port,
      slice.endpoints?.map(({ targetRef, hostname }) => `${targetRef.name} ${hostname}`),
    ])
    expect(byPort.toSorted()).toEqual([
      [8080, ['a h']],
      [9090, ['b h']],
    ])
    expect(slices(cluster)[0]?.metadata.labels).toHaveProperty('service.kubernetes.io/headless')
    cluster.patch(kinds.services, 'w', { spec: { selector: { app: 'other' } } })
    cluster.run(1_000)
    expect(slices(cluster).map((slice) => slice.endpoints?.length ?? 0)).toEqual([0])
  })

  it('K66: hold a hundred endpoints each, and pods stay in the slice they are in', () => {
    const { cluster } = begin()
    cluster.create(kinds.services, service('w'))
    for (let i = 0; i < 150; i++) cluster.create(kinds.pods, pod(`p${i}`))
    cluster.run(10_000)
    const sizes = () => slices(cluster).map((slice) => slice.endpoints?.length ?? 0)
    expect(sizes().toSorted()).toEqual([100, 50])
    const home = () =>
      new Map(
        slices(cluster).flatMap(({ metadata, endpoints = [] }) =>
          endpoints.map(({ targetRef }) => [targetRef.name, metadata.name]),
        ),
      )
    const before = home()
    for (let i = 0; i < 20; i++) cluster.remove(kinds.pods, `p${i * 7}`, { gracePeriodSeconds: 0 })
    cluster.run(2_000)
    expect(home().size).toBe(130)
    for (const [name, slice] of home()) expect(slice).toBe(before.get(name))
  })

  it('K99: have a classic twin, Endpoints, that knows ready and other addresses, and goes with its service', () => {
    const { cluster } = begin()
    cluster.create(kinds.services, service('w'))
    cluster.create(kinds.deployments, deployment('w', 2))
    cluster.run(5_000)
    const subsets = () => cluster.get(kinds.endpoints, 'w')?.['subsets']
    const [one, two] = endpoints(cluster).map(({ addresses: [ip] }) => ({ ip }))
    expect(subsets()).toMatchObject([{ addresses: [one, two], ports: [{ port: 80 }] }])
    const [first] = cluster.pods()
    const conditions = [{ type: 'Ready', status: 'False' }]
    cluster.patch(kinds.pods, first?.metadata.name ?? '', { status: { conditions } }, 'status')
    cluster.run(500)
    expect(subsets()).toMatchObject([{ addresses: [two], notReadyAddresses: [one] }])
    cluster.remove(kinds.services, 'w')
    cluster.run(2_000)
    expect(subsets()).toBeUndefined()
    expect(slices(cluster)).toEqual([])
  })
})
