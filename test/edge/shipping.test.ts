// The node's journal on its way up, on virtual time: shipped, applied, compacted, and one agent a name.
import { expect, it } from 'vitest'
import { edgeWorld, type EdgeNode } from '../support/edge-world.ts'

const kindsOf = (node: EdgeNode, world: ReturnType<typeof edgeWorld>) =>
  world.cloud.took.filter(({ key }) => key.includes(node.name)).map(({ kind }) => kind)

it('E20: what a node noted reaches the cloud once it is linked, in order and once, and is compacted after it was applied', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const node = world.start('a-1')
  world.run(5_000)
  expect(node.status().lag).toBe(0)
  const kinds = kindsOf(node, world).filter((kind) => kind !== 'epoch-began')
  expect(kinds[0]).toBe('incarnation-began')
  // The kubelet's answer and the assignment come at the same moment.
  expect(kinds.slice(1, 3).toSorted()).toEqual(['assignment-learned', 'kubelet-changed'])
  expect(kinds.slice(3)).toEqual(['link-changed'])
  expect(node.status().state.checkpoint).toBe(0)
  world.run(20 * 60_000)
  const { state } = node.status()
  expect(state.checkpoint).toBe(state.last)
  node.restart()
  world.run(5_000)
  expect(node.status()).toMatchObject({ incarnation: 2, site: 'a', link: 'linked', lag: 0 })
})

it('E20: what happens while a node is alone reaches the cloud after the heal', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const node = world.start('a-1')
  world.run(5_000)
  node.wan.up = node.wan.down = false
  world.run(10_000)
  node.kubelet = undefined
  world.run(10_000)
  expect(node.status()).toMatchObject({ link: 'alone', kubelet: 'dead' })
  expect(node.status().lag).toBeGreaterThanOrEqual(2)
  const before = world.cloud.took.length
  node.wan.up = node.wan.down = true
  world.run(5_000)
  const kinds = world.cloud.took.slice(before).map(({ kind }) => kind)
  expect(kinds).toEqual(['link-changed', 'kubelet-changed', 'link-changed'])
  expect(node.status().lag).toBe(0)
})

it('E21: of two agents that run under one name with one key, one falls silent and says why', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const first = world.start('a-1')
  world.run(5_000)
  const twin = world.start('a-1', { lanListen: { host: '127.77.1.9', port: 1883 } }, first.keys)
  world.run(60_000)
  const silent = [first, twin].filter((node) => node.failed !== undefined)
  expect(silent).toHaveLength(1)
  expect(silent[0]?.failed).toMatchObject({ code: 'CONFLICT' })
  const said = silent[0]?.messages.length
  world.run(20_000)
  const upwards = silent[0]?.messages.slice(said).filter(({ direction }) => direction === 'up')
  expect(upwards).toEqual([])
})

it('E21: a node whose folder was wiped begins a newer epoch and goes on under its name', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const first = world.start('a-1')
  world.run(5_000)
  first.edge.stop(() => {})
  world.run(100)
  const wiped = world.start('a-1', {}, first.keys)
  world.run(10_000)
  expect(wiped.failed).toBeUndefined()
  expect(wiped.status()).toMatchObject({ link: 'linked', lag: 0 })
  expect(wiped.status().state.epoch).toBeGreaterThan(1)
})
