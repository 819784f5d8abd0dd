// The service proxy of a hollow node: whom it leads to, and what it says where it leads nowhere.
import { describe, expect, it } from 'vitest'
import { memoryHttpClient } from '../../../../bus/adapters/memory-http.ts'
import type { HttpReply } from '../../../../bus/http.ts'
import type { Address } from '../../../../bus/pipe.ts'
import { kinds } from '../../../../sim/kube/controllers/kinds.ts'
import { createServiceProxy } from '../../../../sim/kube/proxy/service-proxy.ts'
import { targetOf } from '../../../../sim/kube/proxy/target.ts'
import type { KubeObject } from '../../../../src/objects/object.ts'
import { got, httpNetwork } from '../../../support/http-network.ts'
import { createCluster, deployment, service } from '../cluster.ts'
import { runKubelet } from '../kubelets.ts'

const listenAt = { host: '127.0.0.1', port: 8_080 }

/** A slice of a service by hand, with one endpoint that says nothing of its readiness. */
const sliceOf = (name: string, address: string): KubeObject => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': name } },
  addressType: 'IPv4',
  endpoints: [{ addresses: [address] }],
  ports: [{ name: '', port: 80 }],
})

/** A cluster of two nodes whose pods answer, with a Deployment `w` of three and its Service, and the proxy of the first node. */
function begin() {
  const cluster = createCluster()
  const { clock } = cluster.schedule.spawn()
  const network = httpNetwork(clock)
  const pods = { podServer: network.server, tap: () => undefined }
  for (const name of ['n1', 'n2']) runKubelet(cluster, name, 'site-a', pods)
  const api = { away: false, asked: [] as string[] }
  const handle: typeof cluster.server.handle = (request, ...rest) => {
    api.asked.push(request.path)
    if (!api.away) cluster.server.handle(request, ...rest)
  }
  const certificate = { commonName: 'system:node:n1', organizations: ['system:nodes'] }
  const http = memoryHttpClient(clock, () => handle, { address: '', certificate })
  const random = cluster.world.fork('proxy')
  const { server, clientOf } = network
  const tap = () => undefined
  const proxyAt = (at: Address) =>
    createServiceProxy(
      { clock, random, http, server, clientOf, tap },
      { node: 'n1', listenAt: at, silenceMs: 5_000, requestsMax: 3 },
    )
  const proxy = proxyAt(listenAt)
  const ask = (url: string, ms = 50) => got(clientOf(listenAt), url, () => cluster.run(ms))
  const asks = (url: string, times: number) => Array.from({ length: times }, () => ask(url))
  cluster.create(kinds.services, service('w', { ports: [{ port: 80, targetPort: 8_080 }] }))
  cluster.create(kinds.deployments, deployment('w', 3))
  cluster.run(4_000)
  proxy.start(() => undefined)
  cluster.run(100)
  const lines = () =>
    cluster.pods().map(({ spec, metadata }) => `200 ${spec.nodeName} ${metadata.name}\n`)
  return { cluster, network, proxy, proxyAt, api, ask, asks, lines }
}

describe('the service proxy of a node', () => {
  it('U62: leads to the ready endpoints of a service in turn, whatever it is called', () => {
    const { cluster, asks, ask, lines } = begin()
    const all = lines().toSorted()
    expect(all).toHaveLength(3)
    expect(asks('http://w/', 3).toSorted()).toEqual(all)
    const { clusterIP } = cluster.get(kinds.services, 'w')?.spec ?? {}
    const names = ['w.default', 'w.default.svc', 'W.default.svc.cluster.local.', `${clusterIP}:80`]
    for (const name of names) expect(asks(`http://${name}/a?b=c`, 3).toSorted()).toEqual(all)
    const ports = [
      { port: 81, name: 'x' },
      { port: 80, targetPort: 8_080, name: 'y' },
    ]
    cluster.create(kinds.services, { ...service('two', { ports, selector: { app: 'w' } }) })
    cluster.run(1_000)
    expect(asks('http://two/', 3).toSorted()).toEqual(all)
    expect(ask('http://two:81/')).toMatch(/^502 10\.1\.\d\.\d:81 of service default\/two \(w-/)
  })

  it('U62: follows what its API shows, as a kube-proxy asks for it, and keeps it while that is away', () => {
    const { cluster, api, ask, asks, lines } = begin()
    expect(api.asked.filter((path) => !path.includes('watch=1')).toSorted()).toEqual([
      '/api/v1/services?fieldSelector=spec.clusterIP!%3DNone&labelSelector=!service.kubernetes.io%2Fservice-proxy-name&limit=500',
      '/apis/discovery.k8s.io/v1/endpointslices?labelSelector=!service.kubernetes.io%2Fheadless&limit=500',
    ])
    const [gone] = cluster.pods()
    cluster.remove(kinds.pods, gone?.metadata.name ?? '')
    cluster.run(4_000)
    const now = lines().toSorted()
    expect(now.join()).not.toContain(gone?.metadata.name)
    expect(asks('http://w/', 3).toSorted()).toEqual(now)
    api.away = true
    cluster.run(100_000)
    expect(asks('http://w/', 3).toSorted()).toEqual(now)
    api.away = false
    cluster.remove(kinds.services, 'w')
    cluster.run(40_000)
    expect(ask('http://w/')).toMatch(/^502 node n1 knows no service w: expected NAME/)
  })

  it('U63: says why a request goes nowhere', () => {
    const { cluster, network, api, ask, proxy, proxyAt } = begin()
    expect(ask('/')).toBe(
      '400 expected a request to a proxy, such as: curl -x http://127.0.0.1:8080 http://SERVICE/\n',
    )
    expect(ask('http://other/')).toMatch(/^502 node n1 knows no service other: expected NAME/)
    expect(ask('http://w:81/')).toBe('502 service default/w has no TCP port 81: it has 80\n')
    cluster.create(kinds.services, service('lone'))
    cluster.create(kinds.services, service('heads', { clusterIP: 'None' }))
    cluster.run(1_000)
    expect(ask('http://lone/')).toBe('503 no endpoints for service default/lone on node n1\n')
    expect(ask('http://heads/')).toMatch(/^502 node n1 knows no service heads/)

    const held: HttpReply[] = []
    const mute = { host: '10.9.9.9', port: 80 }
    network.server.listen(
      mute,
      (_, reply) => held.push(reply),
      () => undefined,
    )
    cluster.create(kinds.endpointSlices, sliceOf('lone', mute.host))
    cluster.run(1_000)
    expect(ask('http://lone/', 6_000)).toBe(
      '504 10.9.9.9:80 of service default/lone gave no answer to node n1: expected it to say something within 5000 ms\n',
    )
    for (let under = 0; under < 3; under++) expect(ask('http://lone/')).toBe('')
    expect(ask('http://w/')).toBe('503 3 requests are under way on node n1: try again\n')
    held.at(-1)?.send(200, {}, new TextEncoder().encode('at last'))
    expect(ask('http://w/')).toMatch(/^200 n/)

    proxy.stop(() => undefined)
    cluster.run(100)
    expect(network.listening()).not.toContain('127.0.0.1:8080')
    api.away = true
    proxyAt(listenAt).start(() => undefined)
    cluster.run(100)
    expect(ask('http://w/')).toMatch(/^503 node n1 does not know its services yet/)
    const faults: unknown[] = []
    proxyAt(listenAt).start((fault) => faults.push(fault?.code))
    cluster.run(100)
    expect(faults).toEqual(['PORT_IN_USE'])
  })

  it('U63: an answer that breaks off, or goes on too slowly, is broken off', () => {
    const { cluster, network, ask } = begin()
    const streams: ReturnType<HttpReply['stream']>[] = []
    let left = 0
    const at = { host: '10.9.9.9', port: 80 }
    const handlers = { drained: () => undefined, closed: () => void left++ }
    network.server.listen(
      at,
      (_, reply) => {
        const stream = reply.stream(200, {}, handlers)
        stream.write(new TextEncoder().encode('begun'))
        streams.push(stream)
      },
      () => undefined,
    )
    cluster.create(kinds.services, service('slow'))
    cluster.create(kinds.endpointSlices, sliceOf('slow', at.host))
    cluster.run(1_000)
    expect(ask('http://slow/', 4_000)).toBe('200 begun')
    expect(ask('http://slow/', 6_000)).toBe('200 begunUNREACHABLE')
    expect(left).toBe(2)
    const broken = got(network.clientOf(listenAt), 'http://slow/', () => {
      cluster.run(10)
      streams.at(-1)?.abort()
      cluster.run(10)
    })
    expect(broken).toBe('200 begunUNREACHABLE')
  })

  it('U64: what is no URL of a proxy is refused, and what is one is read as it was written', () => {
    const wrong = [
      '',
      '/',
      '*',
      'w',
      'http://',
      'https://w/',
      'ftp://w/',
      'http:///x',
      'http://w:0/',
    ]
    const more = [
      'http://w:65536/',
      'http://a@w/',
      'http://w:8x/',
      'http://w /',
      'http://[::1/',
      'w:80',
    ]
    for (const url of [...wrong, ...more]) expect([url, targetOf(url)]).toEqual([url, undefined])
    expect(targetOf('http://W.NS.:81?q')).toEqual({
      ...{ host: 'w.ns', port: 81, authority: 'W.NS.:81', path: '/?q' },
    })
    expect(targetOf('HTTP://[fd00::1]/a//b?c')).toEqual({
      ...{ host: 'fd00::1', port: 80, authority: '[fd00::1]', path: '/a//b?c' },
    })
  })
})
