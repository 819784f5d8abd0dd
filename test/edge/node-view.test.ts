// Services and their endpoints as a node may see them: in lists, gets, watches and names, as anything changes that they depend on.
import { expect, it } from 'vitest'
import { collectionSource } from '../../edge/dns/collection-source.ts'
import { whereabouts } from '../../edge/node-services.ts'
import { answer } from '../../src/services/answer.ts'
import { keepCatalog } from '../../src/services/catalog.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { apiWorld, type ApiWorld } from '../support/api-world.ts'
import type { EdgeNode } from '../support/edge-world.ts'
import { podsSite } from '../support/pods-site.ts'

const services = '/api/v1/namespaces/default/services'
const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices'
const nodes = '/api/v1/nodes'
const keys = (...of: readonly string[]) => ({ topologyKeys: JSON.stringify(of) })

/** Writes as the administrator. */
const patch = (world: ApiWorld, path: string, metadata: object): void => {
  const known = world.write('GET', path) as KubeObject & { readonly spec: object }
  const changed = { ...known.metadata, ...metadata }
  world.write('PUT', path, { ...known, metadata: changed })
  world.run(50)
}

const node = (world: ApiWorld, name: string, labels: object): void =>
  void world.write('POST', nodes, { metadata: { name, labels } })

/** An endpoint on a node, at an address that ends with its number. */
const at = (nodeName: string, number: number, more: object = {}) => ({
  addresses: [`10.0.0.${number}`],
  conditions: { ready: true },
  nodeName,
  ...more,
})

const sliceOf = (name: string, service: string, endpoints: readonly object[]) => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name, labels: { 'kubernetes.io/service-name': service } },
  addressType: 'IPv4',
  endpoints,
  ports: [{ name: 'p', port: 80 }],
})

const addressesOf = (slice: unknown): string =>
  ((slice as KubeObject)['endpoints'] as { readonly addresses: readonly string[] }[])
    .map(({ addresses }) => addresses[0]?.split('.').at(-1))
    .join(' ')

/** The node is `n1`, of site `a` and unit `u1`; `s` has one endpoint on each node, at 1, 2, 3 and 4. */
function begin(annotations: object = keys('zone')) {
  const world = apiWorld()
  node(world, 'n1', { zone: 'u1' })
  node(world, 'n2', { zone: 'u2' })
  node(world, 'b1', { zone: 'u1', 'causeway.io/site': 'b' })
  node(world, 'b2', { 'causeway.io/site': 'b' })
  const spec = { ports: [{ port: 80 }] }
  world.write('POST', services, { metadata: { name: 's', annotations }, spec })
  const all = [at('n1', 1), at('n2', 2), at('b1', 3), at('b2', 4)]
  world.write('POST', slices, sliceOf('other-x', 's', all))
  world.run(100)
  const stream = world.watch(`${slices}?watch=true`)
  world.run(50)
  const told = () =>
    stream
      .events()
      .map(({ type, object }) => `${type} ${object.metadata.name} ${addressesOf(object)}`)
  return { world, told, shown: () => addressesOf(world.ask(`${slices}/other-x`).body) }
}

it('A110: slices are listed, got and watched as the node may see them, and told anew when labels, annotations, units or verdicts change', () => {
  const { world, told, shown } = begin()
  expect(shown()).toBe('1 3')
  const { items } = world.ask(`${slices}?labelSelector=kubernetes.io/service-name%3Ds`).body as {
    readonly items: readonly KubeObject[]
  }
  expect(items.map(addressesOf)).toEqual(['1 3'])
  const version = (world.ask(slices).body as KubeObject).metadata.resourceVersion
  // Another node of the site, then one of another site, enters the unit; one leaves; nobody touches the Service.
  patch(world, `${nodes}/n2`, { labels: { zone: 'u1' } })
  expect(shown()).toBe('1 2 3')
  patch(world, `${nodes}/b2`, { labels: { zone: 'u1', 'causeway.io/site': 'b' } })
  patch(world, `${nodes}/b1`, { labels: { zone: 'u2', 'causeway.io/site': 'b' } })
  patch(world, `${nodes}/n1`, { labels: { zone: 'u2' } })
  patch(world, `${nodes}/n1`, { labels: {} })
  patch(world, `${nodes}/n1`, { labels: { zone: 'u1' } })
  world.feeds.failed('b2', true)
  patch(world, `${services}/s`, { annotations: keys('zone', '*') })
  patch(world, `${services}/s`, { annotations: {} })
  world.feeds.failed('b2', false)
  world.run(50)
  expect(told()).toEqual([
    'ADDED other-x 1 3',
    'MODIFIED other-x 1 2 3',
    'MODIFIED other-x 1 2 3 4',
    'MODIFIED other-x 1 2 4',
    'MODIFIED other-x 1 3',
    'MODIFIED other-x 1 2 3 4',
    'MODIFIED other-x 1 2 4',
    'MODIFIED other-x 1 2',
    'MODIFIED other-x 1 2 3',
    'MODIFIED other-x 1 2 3 4',
  ])
  // A watch that is resumed is told the same, under versions that rise.
  const resumed = world.watch(`${slices}?watch=true&resourceVersion=${String(version)}`)
  world.run(50)
  expect(resumed.events().map(({ object }) => addressesOf(object))).toEqual(
    told()
      .slice(1)
      .map((line) => line.replace('MODIFIED other-x ', '')),
  )
})

it('A110: cut off it is the same, from what the node knew and what its own writes say', () => {
  const { world, shown } = begin()
  world.cut(true)
  world.ask('/version')
  expect(shown()).toBe('1 3')
  world.feeds.flow(false)
  patch(world, `${nodes}/n2`, { labels: { zone: 'u1' } })
  expect(shown()).toBe('1 3')
  const self = world.showing.projection.get({ group: '', resource: 'nodes' }, undefined, 'n1')
  if (self === undefined) throw new Error('no node')
  const metadata = { ...self.metadata, labels: { zone: 'u2' } }
  world.showing.projection.put({ group: '', resource: 'nodes' }, { ...self, metadata })
  expect(shown()).toBe('1 2')
})

it('A110: the view after a restart is the one before it', () => {
  const { world, shown } = begin()
  const { projection } = world.showing
  const kinds = ['/nodes', '/services', 'discovery.k8s.io/endpointslices']
  const stored = kinds.flatMap((kind) => {
    const [group = '', resource = ''] = kind.split('/')
    return projection.list({ group, resource }, undefined).map(({ metadata }) => {
      const fed = projection.fed({ group, resource }, metadata.namespace, metadata.name)
      const key = { group, resource, namespace: metadata.namespace ?? '', name: metadata.name }
      return [key, new TextEncoder().encode(JSON.stringify(fed))] as const
    })
  })
  expect(shown()).toBe('1 3')
  const again = apiWorld({ stored })
  // Its Node, and b1, come by other feeds than that of everybody: without them it sees itself.
  expect(addressesOf(again.ask(`${slices}/other-x`).body)).toBe('1')
})

const endpoints = '/api/v1/namespaces/default/endpoints'
const behind = (object: unknown): string =>
  ((object as { subsets?: { addresses?: { ip: string }[] }[] }).subsets ?? [])
    .flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip.split('.').at(-1)))
    .join(' ')

it('N85: Endpoints that no feed brings are made of the slices that the node shows: got, listed and watched, linked and alone', () => {
  const { world } = begin()
  const { items } = world.ask(endpoints).body as { readonly items: readonly KubeObject[] }
  const found = items.find(({ metadata }) => metadata.name === 's')
  expect(behind(found)).toBe('1 3')
  const stream = world.watch(`${endpoints}?watch=true&fieldSelector=metadata.name%3Ds`)
  world.run(50)
  patch(world, `${nodes}/n2`, { labels: { zone: 'u1' } })
  world.feeds.failed('b1', true)
  world.run(50)
  world.cut(true)
  world.ask('/version')
  expect(behind(world.ask(`${endpoints}/s`).body)).toBe('1 2')
  world.cut(false)
  world.write('DELETE', `${slices}/other-x`)
  world.run(50)
  expect(stream.events().map(({ type, object }) => `${type} ${behind(object)}`)).toEqual([
    'ADDED 1 3',
    'MODIFIED 1 2 3',
    'MODIFIED 1 2',
    'DELETED 1 2',
  ])
})

it('N85: of two families the first of the Service counts; what has no slices is the cluster’s to answer', () => {
  const { world } = begin({})
  const six = { ...at('n1', 9), addresses: ['fd00::9'] }
  const slice = { ...sliceOf('other-6', 's', [six]), addressType: 'IPv6' }
  world.write('POST', slices, slice)
  world.write('POST', endpoints, { metadata: { name: 'lock' } })
  world.run(100)
  expect(behind(world.ask(`${endpoints}/s`).body)).toBe('1 2 3 4')
  expect(world.ask(`${endpoints}/lock`).status).toBe(200)
  world.cut(true)
  world.ask('/version')
  expect(world.ask(`${endpoints}/s`).status).toBe(200)
})

it('A111: a Service that is not for the node is not there for anybody on it, and comes and goes with its pool', () => {
  const listen = { 'nodeport.openyurt.io/listen': '-p,*' }
  const { world } = begin(listen)
  const spec = { type: 'NodePort', ports: [{ port: 80 }] }
  const known = world.write('GET', `${services}/s`)
  world.write('PUT', `${services}/s`, { ...known, spec: { ...(known['spec'] as object), ...spec } })
  world.run(50)
  const stream = world.watch(`${services}?watch=true`)
  world.run(50)
  const told = () =>
    stream
      .events()
      .filter(({ object }) => object.metadata.name === 's')
      .map(({ type }) => type)
  const pool = (labels: object): void => patch(world, `${nodes}/n1`, { labels })
  const isThere = (): readonly unknown[] => {
    const { items } = world.ask(services).body as { readonly items: readonly KubeObject[] }
    return [world.ask(`${services}/s`).status, items.some(({ metadata }) => metadata.name === 's')]
  }
  expect(isThere()).toEqual([200, true])
  pool({ 'apps.openyurt.io/nodepool': 'p' })
  expect(isThere()).toEqual([404, false])
  pool({ 'apps.openyurt.io/nodepool': 'q' })
  expect(isThere()).toEqual([200, true])
  expect(told()).toEqual(['ADDED', 'DELETED', 'ADDED'])
})

const headless = { clusterIP: 'None', ports: [{ port: 80 }] }
const name = 'grid-0.db.default.svc.cluster.local'

/** The names of a node: addresses by their last number. */
function namesOf({ showing }: ApiWorld) {
  const { projection } = showing
  const source = collectionSource(projection, () => true, whereabouts('n1', projection))
  const { catalog } = keepCatalog(source)
  return (asked: string): unknown => {
    const reply = answer(catalog, { name: 'cluster.local', ttlS: 5 }, { name: asked, type: 'A' })
    if (reply.kind !== 'records') return reply.kind
    const ends = reply.answers.map(({ data }) => String(data).split('.').at(-1)).toSorted()
    return reply.isKnown ? ends.join(' ') : 'no such name'
  }
}

/** The headless Service `db` of a grid whose pods run in the units `u1` and `u1-x`. */
function grid(labels: object = { 'superedge.io/grid-uniq-key': 'zone' }) {
  const { world } = begin({})
  patch(world, `${nodes}/n2`, { labels: { zone: 'u1-x' } })
  world.write('POST', services, { metadata: { name: 'db', labels }, spec: headless })
  const pods = [
    at('n1', 11, { hostname: 'grid-u1-0' }),
    at('b1', 12, { hostname: 'grid-u1-1' }),
    at('n2', 21, { hostname: 'grid-u1-x-0' }),
    at('n2', 22, { hostname: 'grid-u1-0-0' }),
  ]
  world.write('POST', slices, sliceOf('db-1', 'db', pods))
  world.run(100)
  return { world, resolve: namesOf(world) }
}

it('N80: the name of a grid’s pod without its unit is the pod of the node’s own unit, and follows the node', () => {
  const { world, resolve } = grid()
  expect(resolve(name)).toBe('11')
  expect(resolve(name.replace('grid-0', 'grid-1'))).toBe('12')
  expect(resolve(name.replace('grid-0', 'grid-2'))).toBe('no such name')
  expect(resolve(name.replace('grid-0', 'grid-u1-x-0'))).toBe('21')
  patch(world, `${nodes}/n1`, { labels: { zone: 'u1-x' } })
  expect(resolve(name)).toBe('21')
  patch(world, `${nodes}/n1`, { labels: {} })
  expect(resolve(name)).toBe('no such name')
})

it('N81: site names are exact: whole hostnames, pods on nodes of the unit alone, and only where the Service says by which key', () => {
  const { world, resolve } = grid()
  // `grid-u1-0-0` is the pod of a grid `grid-u1` in a unit `0`, not of `grid` in `u1-0`, while its node is in neither.
  patch(world, `${nodes}/n1`, { labels: { zone: 'u1-0' } })
  expect(resolve(name)).toBe('no such name')
  patch(world, `${nodes}/n1`, { labels: { zone: 'u' } })
  expect(resolve(name)).toBe('no such name')
  const plain = grid({})
  expect(plain.resolve(name)).toBe('no such name')
  expect(plain.resolve(name.replace('grid-0', 'grid-u1-0'))).toBe('11')
})

it('N82: names follow the view: a headless Service has the addresses that the node may see', () => {
  const { world, resolve } = grid()
  const whole = 'db.default.svc.cluster.local'
  expect(resolve(whole)).toBe('11 12 21 22')
  patch(world, `${services}/db`, { annotations: keys('zone') })
  expect(resolve(whole)).toBe('11 12')
  world.feeds.failed('b1', true)
  expect(resolve(whole)).toBe('11')
})

it('A114: of a Service that starves people are told once as long as that lasts, and each in its turn', () => {
  const { world } = begin(keys('zone'))
  const told = () => {
    const { items } = world.write('GET', '/api/v1/events') as unknown as {
      readonly items: readonly (KubeObject & { involvedObject: { name: string } })[]
    }
    return items
      .filter((event) => event['reason'] === 'CausewayNoEndpoints')
      .map((event) => event.involvedObject.name)
      .toSorted()
  }
  const starve = (zone: string): void => patch(world, `${nodes}/n1`, { labels: { zone } })
  const few = [at('n2', 2)]
  const spec = { ports: [{ port: 80 }] }
  for (const each of ['t', 'v']) {
    world.write('POST', services, { metadata: { name: each, annotations: keys('zone') }, spec })
    world.write('POST', slices, sliceOf(`${each}-1`, each, few))
  }
  world.run(2_000)
  expect(told()).toEqual([])
  world.run(20_000)
  expect(told()).toEqual(['t', 'v'])
  world.run(60_000)
  expect(told()).toEqual(['t', 'v'])
  starve('u2')
  starve('u1')
  world.run(20_000)
  expect(told()).toEqual(['t', 't', 'v', 'v'])
  // What is over soon is nothing, and what the cluster does not take is told later.
  starve('u3')
  starve('u2')
  world.cut(true)
  world.run(20_000)
  expect(told()).toEqual(['t', 't', 'v', 'v'])
  starve('u1')
  world.run(20_000)
  expect(told()).toEqual(['t', 't', 'v', 'v'])
  world.cut(false)
  world.run(60_000)
  expect(told()).toEqual(['t', 't', 't', 'v', 'v', 'v'])
})

it('N73: in a site that is cut off, endpoints on a node that the peers settled dead are shown no more, until it is back or the cloud is heard', () => {
  const site = podsSite(3)
  const [first, second, third] = site.nodes as unknown as readonly [EdgeNode, EdgeNode, EdgeNode]
  const all = ['p1 10.0.0.1 true', 'p2 10.0.0.2 true', 'p3 10.0.0.3 true']
  site.cutSite()
  third.die()
  site.world.run(12_000)
  for (const each of [first, second]) {
    expect(site.shown(each)).toEqual(all.slice(0, 2))
    expect(site.resolved(each)).toEqual(['10.0.0.1', '10.0.0.2'])
  }
  // Whoever starts again remembers it.
  second.restart()
  site.world.run(3_000)
  expect(site.shown(second)).toEqual(all.slice(0, 2))
  // The cloud has reached no verdict: while it is heard, its word counts.
  site.heal(first)
  site.world.run(5_000)
  expect(site.shown(first)).toEqual(all)
})
