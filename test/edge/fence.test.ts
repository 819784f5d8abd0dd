// A node that is cut off from everybody stops its singletons: its API tells of them no more, and of the others as before.
import { expect, it } from 'vitest'
import { localApis } from '../../edge/api/config.ts'
import { Projection } from '../../edge/mirror/projection.ts'
import { isSingleton } from '../../src/health/singleton.ts'
import { objectBytes } from '../../edge/mirror/shown.ts'
import { paces } from '../../src/health/config.ts'
import { doubtMs, fencingTakesMs } from '../../src/health/fence.ts'
import { edgeWorld } from '../support/edge-world.ts'
import type { EdgeNode } from '../support/edge-world.ts'

const api = { ...localApis.fast, listen: { host: '127.0.0.1', port: 10550 } }
const podsPath = '/api/v1/pods?fieldSelector=spec.nodeName%3Da-1'
const resource = { group: '', resource: 'pods' }

const pod = (name: string, mark: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', uid: `uid-${name}`, resourceVersion: '5', ...mark },
  spec: { nodeName: 'a-1', containers: [{ name: 'c', image: 'i' }] },
})
const marked = { labels: { 'causeway.io/singleton': 'true' } }

/** A site of three; the node in question has a singleton and another pod. */
function site() {
  const world = edgeWorld({ a: ['a-1', 'a-2', 'a-3'] })
  const feed = world.cloud.feed('node/a-1')
  const place = (name: string, object: object | undefined) =>
    feed.set({ ...resource, namespace: 'default', name }, object && JSON.stringify(object))
  place('one', pod('one', marked))
  place('many', pod('many'))
  const nodes = ['a-1', 'a-2', 'a-3'].map((name) =>
    world.start(name, name === 'a-1' ? { api } : {}),
  )
  const [node, ...peers] = nodes as [EdgeNode, EdgeNode, EdgeNode]
  world.run(10_000)
  const asked = (
    path = podsPath,
  ): { readonly status: number; readonly names: readonly string[] } => {
    let status = 0
    let text = ''
    node.api.request(
      { method: 'GET', path, headers: {}, body: new Uint8Array() },
      {
        head: (code) => (status = code),
        chunk: (bytes) => (text += new TextDecoder().decode(bytes)),
        end: () => {},
      },
    )
    world.run(30)
    const { items = [] } = JSON.parse(text === '' ? '{}' : text) as {
      items?: { metadata: { name: string } }[]
    }
    return { status, names: items.map(({ metadata }) => metadata.name).toSorted() }
  }
  const link = (up: boolean) => Object.assign(node.wan, { up, down: up })
  const lan = (up: boolean) =>
    void (up ? world.lan.cut.delete(node.host) : world.lan.cut.add(node.host))
  const fencedFacts = () =>
    world.cloud.took.map(({ kind }) => kind).filter((kind) => kind.endsWith('fenced'))
  return { world, node, peers, place, asked, link, lan, fencedFacts }
}

it('A120: fenced, a node shows its singletons to nobody, and all else as before; watchers are told that they went', () => {
  const projection = new Projection('a-1')
  const told: string[] = []
  for (const each of [pod('one', marked), pod('many')])
    projection.place(
      'node/a-1',
      { ...resource, namespace: 'default', name: each.metadata.name },
      objectBytes(each),
    )
  projection.begin(0, 1_800_000_000_000, () => {})
  projection.subscribe(resource, ({ type, object }) => told.push(`${type} ${object.metadata.name}`))
  projection.hide(resource, isSingleton)
  expect(projection.get(resource, 'default', 'one')).toBeUndefined()
  expect(projection.list(resource, undefined).map(({ metadata }) => metadata.name)).toEqual([
    'many',
  ])
  projection.place(
    'node/a-1',
    { ...resource, namespace: 'default', name: 'two' },
    objectBytes(pod('two', { annotations: { 'causeway.io/singleton': 'true' } })),
  )
  projection.hide(resource, undefined)
  expect(told).toEqual(['DELETED one', 'ADDED one', 'ADDED two'])
})

it('A120: who hears neither the cloud nor its peers stops its singletons in time, and starts them when the cloud has told it', () => {
  const { world, node, place, asked, link, lan, fencedFacts } = site()
  expect(asked()).toEqual({ status: 200, names: ['many', 'one'] })
  link(false)
  world.run(20_000)
  expect([node.status().fenced, asked().names]).toEqual([false, ['many', 'one']])
  lan(false)
  world.run(fencingTakesMs(paces.fast))
  expect([node.status().fenced, asked()]).toEqual([true, { status: 200, names: ['many'] }])
  // Its peers hear it again, and relay its beats, but the cloud says nothing.
  world.cloud.echoes = false
  lan(true)
  world.run(20_000)
  expect(asked().names).toEqual(['many'])
  place('one', undefined)
  place('two', pod('two', marked))
  world.cloud.echoes = true
  world.run(10_000)
  expect([node.status().fenced, asked().names]).toEqual([false, ['many', 'two']])
  expect(fencedFacts()).toEqual(['fenced', 'unfenced'])
})

it('A121: after a reboot nobody is told of singletons before it is known whether they may run; heard by nobody they stay stopped', () => {
  const { world, node, asked, link, lan } = site()
  link(false)
  lan(false)
  node.stop()
  world.run(60_000)
  node.again()
  world.run(100)
  expect(asked().status).toBe(503)
  world.run(doubtMs(paces.fast))
  expect([node.status().fenced, asked()]).toEqual([true, { status: 200, names: ['many'] }])
  node.restart()
  world.run(100)
  expect(asked()).toEqual({ status: 200, names: ['many'] })
  link(true)
  world.run(10_000)
  expect(asked()).toEqual({ status: 200, names: ['many', 'one'] })
})

it('A121: an agent that only starts again, and is heard, stops nothing', () => {
  const { world, node, asked, fencedFacts } = site()
  node.restart()
  world.run(10_000)
  expect(asked()).toEqual({ status: 200, names: ['many', 'one'] })
  expect(fencedFacts()).toEqual([])
})
