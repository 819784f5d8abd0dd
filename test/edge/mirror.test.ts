// A node's mirror over a bus in memory: what it believes, what it keeps, what leaves it.
import { expect, it } from 'vitest'
import { isFault } from '../../src/kernel/fault.ts'
import { siteId, nodeId } from '../../src/kernel/ids.ts'
import type { Write } from '../../bus/store.ts'
import type { FeedFact } from '../../src/mirror/feed-fact.ts'
import { edgeWorld, type EdgeNode, type EdgeWorld } from '../support/edge-world.ts'
import { keyring } from '../support/small-cloud.ts'

const started = (): { world: EdgeWorld; node: EdgeNode } => {
  const world = edgeWorld({ a: ['a-1'] })
  const all = world.cloud.feed('all')
  for (const n of [1, 2, 3, 4]) all.change(n, '{"a":1}')
  world.cloud.feed('site/a').change(5, '{"a":1}')
  world.cloud.feed('node/a-1').change(6, '{"a":1}')
  const node = world.start('a-1')
  world.run(3_000)
  return { world, node }
}

/** What is stored: scope and name of each object. */
function stored(world: EdgeWorld, node: EdgeNode): readonly string[] {
  let found: readonly string[] = []
  node.edge.objects((objects) => {
    if (isFault(objects)) throw objects
    found = objects.map(
      ({ scope, key, object }) => `${scope} ${key.name} ${JSON.stringify(object)}`,
    )
  })
  world.run(10)
  return found.toSorted()
}

const changed = (fact: FeedFact | undefined): FeedFact => {
  if (fact === undefined) throw new Error('nothing changed')
  return fact
}

it('D26: a node follows the feeds of its assignment, and its beats say where it is in each', () => {
  const { world, node } = started()
  expect(stored(world, node)).toEqual([
    ...[1, 2, 3, 4].map((n) => `all t${n} {"a":1}`),
    'node/a-1 t6 {"a":1}',
    'site/a t5 {"a":1}',
  ])
  const mirror = node.status().mirror
  expect(mirror.map(({ scope, current, complete }) => ({ scope, current, complete }))).toEqual(
    ['all', 'site/a', 'node/a-1'].map((scope) => ({ scope, current: true, complete: true })),
  )
  const owners = (['all', 'site/a', 'node/a-1'] as const).map((scope) =>
    world.cloud.feed(scope).toldHead(),
  )
  const places = owners.map(({ head, mark }) => ({ seq: head, mark }))
  expect(world.cloud.beats.at(-1)?.beat.feeds).toEqual(places)
})

it('D26: a last message that was lost is made up for when the owner tells where its feed stands', () => {
  const { world, node } = started()
  world.cloud.feed('all').change(1, undefined)
  world.run(5_000)
  expect(node.status().mirror[0]?.objects).toBe(4)
  const head = world.cloud.feed('all').toldHead()
  world.cloud.say('a-1', { kind: 'feed-head', node: nodeId('a-1'), ...head })
  world.run(100)
  expect(node.status().mirror[0]).toMatchObject({ objects: 3, current: true })
})

it('D34: a node that is linked again asks only about the feeds that the echo of its beat did not find equal', () => {
  const { world, node } = started()
  world.run(5_000)
  node.wan.up = false
  node.wan.down = false
  world.run(8_000)
  expect(node.status().link).toBe('alone')
  world.cloud.feed('all').change(2, '{"a":2}')
  world.cloud.asked.length = 0
  node.wan.up = true
  node.wan.down = true
  world.run(5_000)
  expect(node.status().link).toBe('linked')
  expect(world.cloud.asked.map(({ scope }) => scope)).toEqual(['all'])
  expect(stored(world, node)).toContain('all t2 {"a":2}')
  expect(node.status().mirror.every(({ current }) => current)).toBe(true)
})

it('D28: a fact or an answer that the cloud did not sign changes nothing and is counted', () => {
  const { world, node } = started()
  const before = node.status().mirror
  const fact = changed(world.cloud.feed('all').copy().change(9, '{"forged":true}'))
  world.cloud.tell(fact, keyring())
  world.run(100)
  expect(node.status().mirror).toEqual(before)
  expect(node.status().refused).toEqual({ 'fact of a feed refused': 1 })
  world.cloud.say('a-1', { kind: 'sync-answered', node: nodeId('a-1'), answer: new Uint8Array(9) })
  world.cloud.say('a-1', {
    kind: 'sync-answered',
    node: nodeId('other'),
    answer: new Uint8Array(9),
  })
  world.run(100)
  expect(node.status().mirror).toEqual(before)
  expect(node.status().refused).toMatchObject({
    'answer unreadable': 1,
    'message for another node': 1,
  })
})

it('D29: when its site changes, the node follows the new one, and what only the old one had leaves', () => {
  const { world, node } = started()
  world.cloud.feed('site/b').change(7, '{"b":1}')
  world.cloud.sites.clear()
  world.cloud.sites.set('b', ['a-1'])
  world.run(5_000)
  expect(node.status().site).toBe(siteId('b'))
  const there = stored(world, node).filter((line) => line.startsWith('site/'))
  expect(there).toEqual(['site/b t7 {"b":1}'])
})

it('D30: after a restart it stands where it stood, and asks for what is new alone', () => {
  const { world, node } = started()
  node.edge.stop(() => {})
  world.run(100)
  world.cloud.feed('all').change(2, '{"a":2}')
  world.cloud.asked.length = 0
  node.again()
  world.run(5_000)
  expect(world.cloud.asked.map(({ scope, what }) => [scope, what])).toEqual([
    ['all', { kind: 'page', after: 4 }],
    ['site/a', { kind: 'page', after: 1 }],
    ['node/a-1', { kind: 'page', after: 1 }],
  ])
  expect(stored(world, node)).toContain('all t2 {"a":2}')
})

it('D30: what is damaged in the store is fetched again, whatever it was', () => {
  const damages: readonly Write[] = [
    { put: 'o/all//things/d/t3', value: new Uint8Array(30) },
    { del: 'o/all//things/d/t3' },
    { put: 'c/all', value: new Uint8Array(6) },
    { del: 'c/all' },
  ]
  for (const damage of damages) {
    const { world, node } = started()
    const before = stored(world, node)
    node.edge.stop(() => {})
    world.run(100)
    node.mirror.openStore((store) => {
      if (isFault(store)) throw store
      store.batch([damage], { sync: true }, () => store.close(() => {}))
    })
    world.run(100)
    node.again()
    world.run(5_000)
    const head = world.cloud.feed('all').toldHead()
    world.cloud.say('a-1', { kind: 'feed-head', node: nodeId('a-1'), ...head })
    world.run(100)
    expect(stored(world, node)).toEqual(before)
    expect(node.status().mirror[0]?.current).toBe(true)
  }
})
