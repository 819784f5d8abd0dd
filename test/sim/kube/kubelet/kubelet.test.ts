// Hollow kubelets as clients of a small Kubernetes: node, Lease, pods, restarts, and links that are cut silently.
import { describe, expect, it } from 'vitest'
import { fastPace } from '../../../../sim/kube/config.ts'
import { conditionOf } from '../../../../sim/kube/controllers/conditions.ts'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import type { Lease, Pod } from '../../../../sim/kube/controllers/objects.ts'
import { isReady } from '../../../../sim/kube/controllers/pods.ts'
import type { Tap } from '../../../../bus/tap.ts'
import type { KubeObject } from '../../../../src/objects/object.ts'
import { got, httpNetwork } from '../../../support/http-network.ts'
import { createCluster, deployment, template } from '../cluster.ts'
import type { Cluster } from '../cluster.ts'
import { runKubelet } from '../kubelets.ts'

const pod = (name: string, node: string, more: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: name } },
  spec: { ...template(name).spec, nodeName: node, ...more },
})

const leaseOf = (cluster: Cluster, name: string): Lease | undefined =>
  cluster.server.collection.get(kinds.leases, 'kube-node-lease', name) as Lease | undefined

const readyOf = (cluster: Cluster, name: string) => {
  const node = cluster.get(kinds.nodes, name)
  return node && conditionOf(node, 'Ready')?.status
}

function begin(...names: readonly string[]) {
  const cluster = createCluster()
  const kubelets = names.map((name) => runKubelet(cluster, name))
  cluster.run(2_000)
  return { cluster, kubelets, kubelet: kubelets[0] as (typeof kubelets)[number] }
}

describe('a hollow kubelet', () => {
  it('K87: registers its Node as a real one does, with its labels, addresses and ports', () => {
    const { cluster } = begin('n1')
    const node = cluster.get(kinds.nodes, 'n1')
    expect(node?.metadata.labels).toMatchObject({
      'kubernetes.io/hostname': 'n1',
      'kubernetes.io/os': 'linux',
      'causeway.io/site': 'site-a',
    })
    expect(node?.status).toMatchObject({
      addresses: [
        { type: 'InternalIP', address: '192.168.0.1' },
        { type: 'Hostname', address: 'n1' },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
      capacity: { pods: '110' },
    })
    expect(readyOf(cluster, 'n1')).toBe('True')
    expect(node?.spec.taints ?? []).toEqual([])
  })

  it('K88: renews its own Lease to the microsecond, also when others renew it too', () => {
    const { cluster } = begin('n1')
    const lease = leaseOf(cluster, 'n1')
    expect(lease?.spec).toMatchObject({ holderIdentity: 'n1', leaseDurationSeconds: 8 })
    expect(lease?.spec?.renewTime).toMatch(/\.\d{6}Z$/)
    expect(lease?.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Node', name: 'n1' })
    const path = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1'
    const type = { 'content-type': 'application/merge-patch+json' }
    const seen = new Set<string>()
    for (let i = 0; i < 10; i++) {
      cluster.server.call('PATCH', path, { metadata: { annotations: { by: `${i}` } } }, type)
      cluster.run(2_000)
      seen.add(leaseOf(cluster, 'n1')?.spec?.renewTime ?? '')
    }
    expect(seen.size).toBe(10)
  })

  it('K89: reports its conditions when the API says otherwise, and once in a while', () => {
    const { cluster, kubelet } = begin('n1')
    const reports = () => kubelet.asked.filter((each) => each.startsWith('PATCH')).length
    const before = reports()
    cluster.run(20_000)
    expect(reports()).toBe(before)
    cluster.run(20_000)
    expect(reports()).toBe(before + 1)
    const conditions = [{ type: 'Ready', status: 'Unknown' }]
    cluster.patch(kinds.nodes, 'n1', { status: { conditions } }, 'status')
    cluster.run(3_000)
    expect(readyOf(cluster, 'n1')).toBe('True')
    expect(cluster.get(kinds.nodes, 'n1')?.status?.conditions?.length).toBe(4)
  })

  it('K90: runs the pods that are bound to it, each with an address of its own', () => {
    const { cluster } = begin('n1', 'n2')
    cluster.create(kinds.deployments, deployment('w', 6))
    cluster.run(3_000)
    const pods = cluster.pods()
    expect(pods.filter(isReady).length).toBe(6)
    expect(new Set(pods.map(({ status }) => status?.podIP)).size).toBe(6)
    for (const { spec, status } of pods) {
      expect(status?.phase).toBe('Running')
      expect(status?.podIP?.startsWith(spec.nodeName === 'n1' ? '10.1.1.' : '10.1.2.')).toBe(true)
      expect(status?.['containerStatuses']).toMatchObject([{ name: 'c', ready: true }])
    }
    cluster.create(kinds.pods, pod('host', 'n1', { hostNetwork: true }))
    cluster.run(2_000)
    expect(cluster.get(kinds.pods, 'host')?.status?.podIP).toBe('192.168.0.1')
  })

  it('K91: makes a pod ready again that somebody called un-ready', () => {
    const { cluster } = begin('n1')
    cluster.create(kinds.pods, pod('p', 'n1'))
    cluster.run(2_000)
    const conditions = [{ type: 'Ready', status: 'False' }]
    cluster.patch(kinds.pods, 'p', { status: { conditions } }, 'status')
    cluster.run(1_000)
    expect(isReady(cluster.get(kinds.pods, 'p') as Pod)).toBe(true)
  })

  it('K92: lets a deleted pod end in its grace and confirms its end, never that of a namesake', () => {
    const { cluster, kubelet } = begin('n1')
    cluster.create(kinds.pods, pod('p', 'n1'))
    cluster.run(2_000)
    cluster.remove(kinds.pods, 'p')
    cluster.run(100)
    expect(cluster.get(kinds.pods, 'p')?.metadata.deletionGracePeriodSeconds).toBe(30)
    cluster.run(1_000)
    expect(cluster.get(kinds.pods, 'p')).toBeUndefined()
    cluster.create(kinds.pods, pod('p', 'n1'))
    cluster.run(2_000)
    const old = cluster.get(kinds.pods, 'p')?.metadata.uid
    kubelet.cut()
    cluster.remove(kinds.pods, 'p', { gracePeriodSeconds: 0 })
    cluster.create(kinds.pods, pod('p', 'n1'))
    cluster.run(5_000)
    kubelet.heal()
    cluster.run(10_000)
    const namesake = cluster.get(kinds.pods, 'p')
    expect(namesake?.metadata.uid).not.toBe(old)
    expect(isReady(namesake as Pod)).toBe(true)
  })

  it('K93: started again, it runs the pods it finds bound, at their addresses, and ends those that were deleted meanwhile', () => {
    const { cluster, kubelet } = begin('n1')
    for (const name of ['a', 'b', 'c']) cluster.create(kinds.pods, pod(name, 'n1'))
    cluster.run(2_000)
    const addresses = () => cluster.pods().map(({ status }) => status?.podIP)
    const before = addresses()
    kubelet.kill()
    cluster.remove(kinds.pods, 'a')
    cluster.run(9_000)
    expect(cluster.pods().length).toBe(3)
    expect(cluster.pods().filter(isReady)).toEqual([])
    expect(readyOf(cluster, 'n1')).toBe('Unknown')
    kubelet.start()
    cluster.run(4_000)
    expect(readyOf(cluster, 'n1')).toBe('True')
    expect(cluster.pods().filter(isReady).length).toBe(2)
    expect(addresses()).toEqual(before.slice(1))
    expect(cluster.get(kinds.nodes, 'n1')?.spec.taints ?? []).toEqual([])
  })

  it('K94: over a link that is cut silently it gives up what hangs, and goes on when the link is back', () => {
    const { cluster, kubelet } = begin('n1', 'n2')
    cluster.create(kinds.deployments, deployment('w', 4))
    cluster.run(3_000)
    kubelet.cut()
    cluster.run(30_000)
    expect(readyOf(cluster, 'n1')).toBe('Unknown')
    expect(cluster.pods().filter(({ spec }) => spec.nodeName === 'n2').length).toBe(4)
    kubelet.heal()
    cluster.run(12_000)
    expect(readyOf(cluster, 'n1')).toBe('True')
    expect(cluster.pods().length).toBe(4)
    cluster.create(kinds.pods, pod('new', 'n1'))
    cluster.run(2_000)
    expect(isReady(cluster.get(kinds.pods, 'new') as Pod)).toBe(true)
  })

  it('K95: a Node that was deleted stays deleted until its kubelet starts again', () => {
    const { cluster, kubelet } = begin('n1')
    cluster.remove(kinds.nodes, 'n1')
    cluster.run(20_000)
    expect(cluster.get(kinds.nodes, 'n1')).toBeUndefined()
    expect(leaseOf(cluster, 'n1')).toBeUndefined()
    kubelet.start()
    cluster.run(3_000)
    expect(readyOf(cluster, 'n1')).toBe('True')
    expect(leaseOf(cluster, 'n1')).toBeDefined()
  })

  it('K96: answers for its health, and any request on its own port', () => {
    const { cluster, kubelet } = begin('n1')
    const run = () => cluster.run(10)
    const { health, api } = kubelet.doors()
    expect(got(health, '/healthz', run)).toBe('200 ok')
    expect(got(api, '/pods', run)).toBe('404 404 page not found\n')
    kubelet.kill()
    expect(got(health, '/healthz', run)).toBe('')
  })

  it('U61: a pod answers at each of its ports while it runs, also in its grace, and its kubelet ends with nothing open', () => {
    const cluster = createCluster()
    const { clock } = cluster.schedule.spawn()
    const { server, clientOf, listening } = httpNetwork(clock)
    const said: unknown[] = []
    const tap: Tap = (level, what, fields) => said.push([level, what, fields])
    const kubelet = runKubelet(cluster, 'n1', 'site-a', { podServer: server, tap })
    cluster.run(2_000)
    const ports = [80, 9_000].map((containerPort) => ({ containerPort }))
    const udp = { containerPort: 53, protocol: 'UDP' }
    const containers = [
      { name: 'a', image: 'i', ports: [...ports, udp] },
      { name: 'b', image: 'i', ports: [{ containerPort: 80 }] },
    ]
    cluster.create(kinds.pods, pod('p', 'n1', { containers }))
    cluster.create(kinds.pods, pod('q', 'n1'))
    cluster.run(2_000)
    expect(listening()).toEqual(['10.1.1.2:80', '10.1.1.2:9000', '10.1.1.3:8080'])
    const ask = (port: number) =>
      got(clientOf({ host: '10.1.1.2', port }), '/any', () => cluster.run(10))
    expect([ask(80), ask(9_000), ask(53)]).toEqual(['200 n1 p\n', '200 n1 p\n', 'REFUSED'])
    cluster.remove(kinds.pods, 'p')
    cluster.run(100)
    expect(ask(80)).toBe('200 n1 p\n')
    cluster.run(2_000)
    expect(listening()).toEqual(['10.1.1.3:8080'])

    const host = { hostNetwork: true }
    for (const name of ['one', 'two']) cluster.create(kinds.pods, pod(name, 'n1', host))
    cluster.run(2_000)
    expect(listening()).toEqual(['10.1.1.3:8080', '192.168.0.1:8080'])
    expect(cluster.pods().every(isReady)).toBe(true)
    const taken = { node: 'n1', message: 'expected 192.168.0.1:8080 to be free' }
    const warning = ['warn', 'a pod does not answer at its port', expect.objectContaining(taken)]
    expect(said).toEqual([warning])
    kubelet.doors().kubelet.stop(() => undefined)
    cluster.run(10)
    expect(listening()).toEqual([])
  })

  it('asks the API no more than it must', () => {
    const { cluster, kubelet } = begin('n1')
    const before = kubelet.asked.length
    cluster.run(60_000)
    const { leaseRenewMs, statusCheckMs, statusReportMs } = fastPace.kubelet
    const expected = 60_000 / leaseRenewMs + 60_000 / statusCheckMs + 60_000 / statusReportMs
    expect(kubelet.asked.length - before).toBeLessThan(expected * 1.1 + 2)
  })
})
