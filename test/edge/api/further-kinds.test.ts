// Further kinds at a node's local API: served once the feed has told of them whole, linked and alone, until they leave it.
import { expect, it } from 'vitest'
import { objectBytes } from '../../../edge/mirror/shown.ts'
import type { ObjectKey } from '../../../src/mirror/scope.ts'
import { toldKeyOf, toldObject } from '../../../src/mirror/told-kind.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { kindsOfDefinition } from '../../../src/objects/kinds/definition.ts'
import { apiWorld } from '../../support/api-world.ts'
import type { ApiWorldOptions, Told } from '../../support/api-world.ts'
import { definitionsPath, device, deviceDefinition, devicesPath } from '../../support/devices.ts'

const everywhere = '/apis/example.com/v1/devices'
const [served] = kindsOfDefinition(deviceDefinition())
const keyOf = (name: string, namespace = 'default'): ObjectKey => ({
  group: 'example.com',
  resource: 'devices',
  namespace,
  name,
})

/** A node beside a cluster with two devices, which its feed may tell of. */
function world(options: ApiWorldOptions = {}) {
  if (served === undefined) throw new Error('expected a kind')
  const all = apiWorld(options)
  const { projection } = all.showing
  all.write('POST', definitionsPath, deviceDefinition())
  all.run(500)
  const stored: (readonly [ObjectKey, Uint8Array])[] = []
  const place = (key: ObjectKey, object: KubeObject): void => {
    stored.push([key, objectBytes(object)])
    projection.place('all', key, objectBytes(object))
  }
  const feed = (name: string): void =>
    place(keyOf(name), all.write('GET', `${devicesPath()}/${name}`))
  const make = (name: string): void => {
    all.write('POST', devicesPath(), device(name))
    feed(name)
  }
  const tell = (namespaces?: readonly string[]): void =>
    place(toldKeyOf(served), toldObject({ served, namespaces }))
  const leave = (key: ObjectKey): void => projection.leave('all', key)
  for (const name of ['d1', 'd2']) make(name)
  all.run(500)
  all.wire.asked.length = 0
  return { ...all, stored, make, tell, leave }
}

const asTable = {
  headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' },
}
const aggregated = {
  headers: { accept: 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList' },
}

const names = ({ body }: Told): readonly string[] =>
  (body as { items: readonly { metadata: { name: string } }[] }).items.map(
    ({ metadata }) => metadata.name,
  )

const reason = ({ status, body }: Told): string =>
  `${status} ${(body as { message?: string }).message ?? ''}`

it('A80: a kind that the feed tells of is listed, got, watched and printed from the mirror, linked and alone alike', () => {
  const all = world()
  all.tell()
  const reads = [everywhere, devicesPath(), `${devicesPath()}/d1`, `${devicesPath()}?limit=1`]
  const told = () => [...reads.map((path) => all.ask(path)), all.ask(devicesPath(), asTable)]
  const linked = told()
  expect(linked.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(names(linked[0] as Told)).toEqual(['d1', 'd2'])
  expect(linked[4]?.body).toMatchObject({
    columnDefinitions: [{ name: 'Name' }, { name: 'Model' }],
    rows: [{ cells: ['d1', 'm1'] }, { cells: ['d2', 'm1'] }],
  })
  expect(all.wire.asked.filter((path) => path.includes('devices'))).toEqual([])
  all.cut(true)
  expect(told().map(({ body }) => body)).toEqual(linked.map(({ body }) => body))
  const watch = all.watch(`${everywhere}?watch=1`)
  all.run(10)
  all.make('d3')
  all.run(10)
  expect(watch.events().map(({ type, object }) => `${type} ${object.metadata.name}`)).toEqual([
    'ADDED d1',
    'ADDED d2',
    'ADDED d3',
  ])
  expect(all.ask(`${devicesPath()}/none`).status).toBe(404)
})

it('A80: before the feed has told of all of it a kind is the cluster’s, and alone 503, never half a list', () => {
  const all = world()
  expect(names(all.ask(everywhere))).toEqual(['d1', 'd2'])
  expect(all.wire.asked).toEqual([`GET ${everywhere}`])
  all.feeds.isCurrent = false
  all.tell()
  all.ask(everywhere)
  expect(all.wire.asked.filter((path) => path === `GET ${everywhere}`)).toHaveLength(2)
  all.cut(true)
  all.ask(everywhere)
  expect(reason(all.ask(everywhere))).toContain('this node keeps no devices.example.com')
  all.feeds.isCurrent = true
  expect(names(all.ask(everywhere))).toEqual(['d1', 'd2'])
})

it('A82: a kind that leaves ends its watches without a word of deletion, and is the cluster’s again', () => {
  const all = world()
  all.tell()
  const version = (all.ask(everywhere).body as { metadata: { resourceVersion: string } }).metadata
  const watches = [everywhere, '/api/v1/services'].map((path) => all.watch(`${path}?watch=1`))
  all.run(10)
  if (served === undefined) throw new Error('expected a kind')
  all.leave(toldKeyOf(served))
  for (const name of ['d1', 'd2']) all.leave(keyOf(name))
  all.run(10)
  expect(watches.map((watch) => watch.over())).toEqual([true, false])
  expect(watches[0]?.events().map(({ type }) => type)).toEqual(['ADDED', 'ADDED'])
  expect(names(all.ask(everywhere))).toEqual(['d1', 'd2'])
  const again = all.ask(`${everywhere}?watch=1&resourceVersion=${version.resourceVersion}`)
  expect(again.status).toBe(410)
  all.cut(true)
  all.ask(everywhere)
  expect(all.ask(everywhere).status).toBe(503)
})

it('A83: of a kind with namespaces those are answered from the mirror, all else by the cluster, and alone with the reason', () => {
  const all = world()
  all.tell(['default', 'shop'])
  expect(names(all.ask(devicesPath()))).toEqual(['d1', 'd2'])
  expect(names(all.ask(devicesPath('shop')))).toEqual([])
  expect(all.wire.asked.filter((path) => path.includes('devices'))).toEqual([])
  all.ask(everywhere)
  all.ask(`${devicesPath('bank')}/d`)
  expect(all.wire.asked.filter((path) => path.includes('devices'))).toHaveLength(2)
  all.cut(true)
  all.ask(everywhere)
  expect(reason(all.ask(everywhere))).toContain('only those of the namespaces default, shop')
  expect(all.ask(devicesPath('bank')).status).toBe(503)
  expect(names(all.ask(devicesPath()))).toEqual(['d1', 'd2'])
  all.tell(['shop'])
  expect(all.ask(devicesPath()).status, 'fewer namespaces than before').toBe(503)
})

it('A84: after a restart alone the kinds that were served are served at once', () => {
  const first = world()
  first.tell()
  const kept = new Map(first.showing.kept())
  const again = apiWorld({ kept, stored: first.stored })
  again.feeds.isCurrent = false
  again.cut(true)
  again.ask(everywhere)
  expect(names(again.ask(everywhere))).toEqual(['d1', 'd2'])
})

it('A81: a node learns discovery anew when its kinds change; alone they stand in it though it could not', () => {
  const all = world()
  all.tell()
  all.ask(everywhere)
  all.run(1_000)
  expect(all.wire.asked).toContain('GET /apis/example.com/v1')
  const cut = world()
  cut.cut(true)
  cut.ask('/apis/example.com/v1')
  expect(cut.ask('/apis/example.com/v1').status).toBe(503)
  cut.tell()
  cut.cut(false)
  const paths = ['/apis/example.com', '/apis/example.com/v1']
  const linked = [...paths.map((path) => cut.direct(path)), cut.direct('/apis', aggregated)]
  cut.cut(true)
  cut.ask('/version')
  const alone = [...paths.map((path) => cut.ask(path)), cut.ask('/apis', aggregated)]
  expect(alone.map(({ body }) => body)).toEqual(linked.map(({ body }) => body))
})

it('A85: alone, a write of a further kind is refused with what it needs', () => {
  const all = world()
  all.tell()
  all.cut(true)
  all.ask(everywhere)
  const patch = {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: new TextEncoder().encode('{"spec":{"model":"m2"}}'),
  }
  expect(reason(all.ask(`${devicesPath()}/d1`, patch))).toMatch(/^503 .*(write|needs the cloud)/)
})
