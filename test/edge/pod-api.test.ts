// The API of a node for its pods: its address, its door, and how the mirror leads pods there, on virtual time.
import { expect, it } from 'vitest'
import { memoryHttpServer } from '../../bus/adapters/memory-http.ts'
import type { HttpRequest } from '../../bus/http.ts'
import { createMemoryLinks } from '../../edge/adapters/link-address-memory.ts'
import { checkPodApi, podLink } from '../../edge/pod-api/config.ts'
import { PodApi } from '../../edge/pod-api/part.ts'
import type { Guard } from '../../edge/api/guard.ts'
import type { LinkAddress } from '../../edge/pod-api/link-address.ts'
import type { WayToApi } from '../../src/identity/kubernetes-here.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { apiWorld, type ApiWorld, type ApiWorldOptions } from '../support/api-world.ts'

const listen = { host: '169.254.77.1', port: 10_550 }
const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'
const maps = '/api/v1/namespaces/default/configmaps'
const proxyMaps = '/api/v1/namespaces/kube-system/configmaps'

const kubeconfig =
  'clusters:\n- cluster:\n    certificate-authority: /ca.crt\n    server: https://10.0.0.1:6443\n  name: default\n'

const proxyConfig =
  'clientConnection:\n  acceptContentTypes: ""\n  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf\nmode: ""\n'

const map = (name: string, data: object) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  data,
})

const slice = (labels: object = {}) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: 'kubernetes',
    labels: { 'kubernetes.io/service-name': 'kubernetes', ...labels },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.0.0.1'] }],
  ports: [{ name: 'https', port: 6443, protocol: 'TCP' }],
})

/** A pod of the node that refers to a ConfigMap. */
const podWith = (name: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `with-${name}` },
  spec: {
    nodeName: 'n1',
    containers: [{ name: 'c', image: 'i' }],
    volumes: [{ name: 'v', configMap: { name } }],
  },
})

/** A node whose cluster has what pods find the API by. */
function peopled(options: ApiWorldOptions = {}): ApiWorld {
  const world = apiWorld(options)
  const { write } = world
  write('POST', slices, slice())
  write('PUT', `${maps}/kube-root-ca.crt`, map('kube-root-ca.crt', { 'ca.crt': 'CLUSTER\n' }))
  write('POST', '/api/v1/namespaces/default/pods', podWith('kube-root-ca.crt'))
  const data = { 'kubeconfig.conf': kubeconfig, 'config.conf': proxyConfig }
  write('POST', proxyMaps, map('kube-proxy', data))
  write('POST', '/api/v1/namespaces/kube-system/pods', podWith('kube-proxy'))
  world.run(100)
  return world
}

function podApi(
  world: ApiWorld,
  given: { way?: WayToApi; link?: LinkAddress; authority?: () => string | undefined } = {},
) {
  const { clock } = world.schedule.spawn()
  const links = createMemoryLinks(clock)
  const door = memoryHttpServer(clock)
  const said: string[] = []
  const api = new PodApi({
    clock,
    tap: (level, _what, fields) => said.push(`${level} ${String(fields?.['state'])}`),
    link: given.link ?? links,
    server: door,
    authority: given.authority ?? (() => 'NODES'),
    config: { listen, way: given.way ?? 'proxy' },
    answer: world.api.answer,
    show: (dress) => world.showing.projection.dress(dress),
  })
  const start = (): void => {
    let started: Fault | 'pending' | undefined = 'pending'
    api.part().start((fault) => (started = fault))
    world.run(10)
    expect(started).toBeUndefined()
  }
  const ask = (request: Partial<HttpRequest>, shown?: Uint8Array): number | undefined => {
    let status: number | undefined
    const whole = { method: 'GET', path: '/api/v1/pods', headers: {}, body: new Uint8Array() }
    const peer = { address: '169.254.1.1', ...(shown === undefined ? {} : { shown }) }
    door
      .clientAs(peer)
      .request(
        { ...whole, ...request },
        { head: (told) => (status = told), chunk: () => {}, end: () => {} },
      )
    world.run(100)
    return status
  }
  return { api, links, said, start, ask }
}

const seen = (world: ApiWorld) => {
  const object = (path: string) => world.ask(path).body as KubeObject & Record<string, unknown>
  const data = (path: string) => object(path)['data'] as Record<string, string>
  return {
    service: object('/api/v1/namespaces/default/services/kubernetes')['spec'] as object,
    endpoints: object(`${slices}/kubernetes`)['endpoints'],
    ports: object(`${slices}/kubernetes`)['ports'],
    trusted: data(`${maps}/kube-root-ca.crt`)['ca.crt'],
    proxy: data(`${proxyMaps}/kube-proxy`)['kubeconfig.conf'],
    proxyConfig: data(`${proxyMaps}/kube-proxy`)['config.conf'],
  }
}

it('A30: while its address is there, default/kubernetes leads pods to the node: Service, slices, authorities, the proxy; linked and alone alike', () => {
  const world = peopled()
  const before = seen(world)
  const { start, links } = podApi(world)
  start()
  expect(links.links()).toEqual([
    { name: podLink, kind: 'dummy', isUp: true, addresses: [listen.host] },
  ])
  const here = seen(world)
  expect(here.service).toEqual(before.service)
  expect(here.endpoints).toEqual([{ addresses: [listen.host], conditions: { ready: true } }])
  expect(here.ports).toEqual([{ name: 'https', port: listen.port, protocol: 'TCP' }])
  expect(here.trusted).toBe('CLUSTER\nNODES\n')
  expect(here.proxy).toBe(kubeconfig.replace('10.0.0.1:6443', '169.254.77.1:10550'))
  world.cut(true)
  expect(seen(world)).toEqual(here)
})

it('A30: on a node without kube-proxy the Service itself is the node', () => {
  const world = peopled()
  podApi(world, { way: 'direct' }).start()
  expect(seen(world).service).toMatchObject({
    clusterIP: listen.host,
    ports: [{ name: 'https', port: listen.port }],
  })
})

it('A113: kube-proxy takes the way that its environment leads where that is the node, and goes by its kubeconfig behind itself', () => {
  const direct = peopled()
  podApi(direct, { way: 'direct' }).start()
  expect(seen(direct).proxyConfig).toBe(proxyConfig.replace('kubeconfig:', '#kubeconfig:'))
  const proxied = peopled()
  podApi(proxied).start()
  expect(seen(proxied).proxyConfig).toBe(proxyConfig)
})

it('A31: who watches is told of the change as a list shows it, under the same version, on and off', () => {
  const world = peopled()
  const list = () =>
    world.ask(slices).body as { metadata: { resourceVersion: string }; items: KubeObject[] }
  const first = list()
  const watch = world.watch(`${slices}?watch=1&resourceVersion=${first.metadata.resourceVersion}`)
  let authority: string | undefined = 'NODES'
  let broken = false
  const fault = new Fault('UNSUPPORTED', 'expected an address, got none')
  const link: LinkAddress = {
    ensure: (_wanted, done) => done(broken ? fault : undefined),
    remove: (_name, done) => done(undefined),
  }
  const { start, said, api } = podApi(world, { authority: () => authority, link })
  start()
  world.run(10)
  const on = list()
  const told = watch.events()
  expect(told.map(({ type }) => type)).toEqual(['MODIFIED'])
  const [item] = on.items
  expect(told[0]?.object.metadata).toEqual(item?.metadata)
  expect(told[0]?.object['endpoints']).toEqual(item?.['endpoints'])
  world.write('PUT', `${slices}/kubernetes`, slice({ more: 'yes' }))
  world.run(100)
  expect(watch.events().at(-1)?.object).toMatchObject({
    metadata: { labels: { more: 'yes' } },
    endpoints: [{ addresses: [listen.host] }],
  })

  authority = 'RENEWED'
  world.run(60_000)
  expect(seen(world).trusted).toBe('CLUSTER\nRENEWED\n')
  broken = true
  world.run(60_000)
  expect(api.isOn()).toBe(false)
  expect(watch.events().at(-1)?.object).toMatchObject({ endpoints: [{ addresses: ['10.0.0.1'] }] })
  expect(seen(world).trusted).toBe('CLUSTER\n')
  broken = false
  world.run(60_000)
  expect(seen(world).trusted).toBe('CLUSTER\nRENEWED\n')
  expect(said.map((line) => line.split(':')[0])).toEqual([
    'info answers',
    "warn goes on without it, pods use the cluster's API",
    'info answers',
  ])
})

it('A31: what is handed on to the cluster comes back as the node shows it', () => {
  const world = peopled()
  podApi(world).start()
  const elsewhere = '/api/v1/namespaces/shop/configmaps'
  world.write('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  })
  const trusted = map('kube-root-ca.crt', { 'ca.crt': 'CLUSTER\n' })
  world.write('POST', elsewhere, trusted)
  world.run(10)
  const { body } = world.ask(`${elsewhere}/kube-root-ca.crt`)
  expect((body as { data: object }).data).toEqual({ 'ca.crt': 'CLUSTER\nNODES\n' })
})

/** Believes certificates and tokens as a node's guard does: by a certificate it is the kubelet. */
const believing: Guard = {
  identify: ({ certificate, bearer }, done) => {
    if (certificate !== undefined)
      return done({ name: 'system:node:n1', groups: [], by: 'certificate' })
    if (bearer !== undefined) return done({ name: 'robot', groups: [], by: 'cluster-token' })
    done({ name: 'system:anonymous', groups: [], by: 'nothing' })
  },
  authorize: ({ by }, wanted, done) =>
    done(
      by !== 'nothing' || wanted.path === '/healthz'
        ? { allowed: true }
        : { allowed: false, reason: '' },
    ),
  decided: () => [],
}

it('A32: at the door for pods certificates do not count: who shows no token is nobody, and nobody is the kubelet', () => {
  const world = peopled({ ports: { guard: believing } })
  const { start, ask } = podApi(world)
  start()
  const shown = new Uint8Array(1)
  for (const by of [undefined, shown]) {
    expect(ask({}, by)).toBe(401)
    expect(ask({ headers: { authorization: 'Basic bjE6eA==' } }, by)).toBe(401)
    expect(ask({ path: '/healthz' }, by), 'as everywhere').toBe(200)
  }
  world.wire.asked.length = 0
  expect(ask({ headers: { authorization: 'Bearer robot-token' } }, shown)).toBe(200)
  expect([world.wire.asked, world.asCaller.asked], 'asked as robot').toEqual([
    [],
    ['GET /api/v1/pods'],
  ])
})

it('A33: without its certificate, or where the system refuses the address, the agent says so and goes on', () => {
  const world = peopled()
  let authority: string | undefined
  const { start, said, api } = podApi(world, { authority: () => authority })
  start()
  expect(api.isOn()).toBe(false)
  expect(said).toEqual(["warn waits for this node's certificate, which the cloud gives"])
  expect(seen(world).trusted).toBe('CLUSTER\n')
  authority = 'NODES'
  world.run(5_100)
  expect(api.isOn()).toBe(true)

  const other = peopled()
  const refused = podApi(other)
  refused.links.put({ name: 'eth0', kind: undefined, isUp: true, addresses: [listen.host] })
  refused.start()
  expect(refused.said).toEqual([
    expect.stringMatching(
      /pods use the cluster's API: expected 169.254.77.1 to be free, interface eth0 has it: give another/,
    ),
  ])
})

it('A33: only addresses of the link-local block that nobody else uses will do', () => {
  const of = (host: string, port = 10_550) =>
    checkPodApi({ listen: { host, port }, way: 'proxy' })?.message
  expect(of('169.254.77.1')).toBeUndefined()
  for (const host of [
    '127.0.0.1',
    '10.0.0.1',
    '169.254.0.1',
    '169.254.255.1',
    'fe80::1',
    'node',
    '169.254.1',
  ])
    expect(of(host), host).toContain('an address of 169.254.1.0 to 169.254.254.255')
  expect(of('169.254.169.254')).toContain("the machine's provider")
  expect(of('169.254.77.1', 0)).toContain('a port')
})
