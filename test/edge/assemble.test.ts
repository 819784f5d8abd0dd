// The assembled agent on virtual time: beats, births, links, restarts.
import { expect, it } from 'vitest'
import type { LanBroker } from '../../bus/lan.ts'
import { epoch, incarnation, nodeId, producerId, sequence, siteId } from '../../src/kernel/ids.ts'
import { shardOf } from '../../src/kernel/hash.ts'
import { edgeWorld } from '../support/edge-world.ts'

const linkOf = (node: { status: () => { link: string } }) => node.status().link

it('E10: a fresh agent without an assignment beats at pace and introduces itself until it is assigned', () => {
  const world = edgeWorld()
  const node = world.start('a-1')
  world.run(10_250)
  const { beats } = world.cloud
  expect(node.status()).toMatchObject({ link: 'alone', site: undefined, incarnation: 1 })
  expect(beats[0]?.beat).toMatchObject({ birth: true, incarnation: 1, round: 1, assignment: 0 })
  expect(beats.every(({ beat }) => beat.introduction?.lan === '127.77.1.1:1883')).toBe(true)
  const times = [...new Set(beats.map(({ atMs }) => atMs))]
  expect(times.filter((atMs) => atMs % 500 === 0)).toEqual(
    Array.from({ length: 21 }, (_, n) => n * 500),
  )
  expect(beats.at(-1)?.beat.round).toBe(11)
  world.cloud.sites.set('a', ['a-1'])
  world.run(2_000)
  expect(node.status()).toMatchObject({ link: 'linked', site: 'a' })
  expect(beats.at(-1)?.beat).toMatchObject({ birth: false, introduction: undefined, site: 'a' })
})

it('E35: a node that is born or connected anew and not answered beats three times more within a period, then at pace', () => {
  const world = edgeWorld({ a: ['a-1'] }, 'real')
  const { cloud, wan } = world
  const beatenFor = (ms: number): readonly number[] => {
    const from = world.schedule.now()
    cloud.beats.length = 0
    world.run(ms)
    return cloud.beats.map(({ atMs }) => atMs - from)
  }
  cloud.echoes = false
  const node = world.start('a-1')
  const unheard = beatenFor(39_000)
  const between = unheard.filter((at) => at > 0 && at < 9_990)
  expect(between).toHaveLength(3)
  for (const [n, minMs, maxMs] of [
    [0, 500, 1_000],
    [1, 1_500, 3_000],
    [2, 3_500, 7_000],
  ] as const) {
    expect(between[n]).toBeGreaterThanOrEqual(minMs)
    expect(between[n]).toBeLessThanOrEqual(maxMs + 10)
  }
  expect(unheard.filter((at) => at >= 9_990)).toHaveLength(3)
  cloud.echoes = true
  world.run(11_000)
  expect(linkOf(node)).toBe('linked')
  expect(beatenFor(40_000)).toHaveLength(4)

  wan.setLink('down')
  world.run(5_000)
  cloud.echoes = false
  wan.setLink('up')
  const first = beatenFor(400)
  expect(first.length).toBeLessThanOrEqual(2)
  cloud.echoes = true
  beatenFor(650)
  expect(linkOf(node)).toBe('linked')
  expect(beatenFor(20_000)).toHaveLength(2)
})

it('E10: beats go to the shard of the own name until a site is assigned, then to its shard', () => {
  const world = edgeWorld()
  world.start('a-1')
  world.run(1_000)
  expect(world.cloud.beats.at(-1)?.subject).toBe(`cw.causeway.beat.${shardOf('a-1', 4)}.a-1`)
  world.cloud.sites.set('a', ['a-1'])
  world.run(2_000)
  expect(world.cloud.beats.at(-1)?.subject).toBe('cw.causeway.beat.2.a-1')
})

it('E1: births survive restarts, and a rebirth begins above what the cloud names', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const node = world.start('a-1')
  world.run(3_000)
  node.restart()
  world.run(3_000)
  expect(node.status()).toMatchObject({ incarnation: 2, site: 'a', link: 'linked' })
  world.cloud.say('a-1', { kind: 'rebirth', node: nodeId('a-1'), above: incarnation(7) })
  world.run(100)
  const birth = world.cloud.beats.find(({ beat }) => beat.incarnation === 8)?.beat
  expect(birth).toMatchObject({ birth: true, round: 1 })
  expect(birth?.introduction).toBeDefined()
  node.restart()
  world.run(1_000)
  expect(node.status().incarnation).toBe(9)
})

it('E2: a cut in one direction, in either, leaves the node alone within the silence; it is linked again with the next beat', () => {
  for (const direction of ['up', 'down'] as const) {
    const world = edgeWorld({ a: ['a-1'] })
    const node = world.start('a-1')
    world.run(5_000)
    expect(linkOf(node)).toBe('linked')
    node.wan[direction] = false
    world.run(3_500)
    expect(linkOf(node)).toBe('alone')
    node.wan[direction] = true
    world.run(600)
    expect(linkOf(node)).toBe('linked')
  }
})

it('E2: a transport that comes up again brings a beat at once and the link with its answer', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const node = world.start('a-1')
  world.run(5_100)
  world.wan.setLink('down')
  world.run(100)
  expect(linkOf(node)).toBe('alone')
  world.wan.setLink('up')
  world.run(10)
  expect(linkOf(node)).toBe('linked')
  expect(world.cloud.beats.at(-1)?.atMs).toBe(5_200)
})

it('E11: only what the pinned key signed for this node is heard; anything else is counted', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const node = world.start('a-1')
  const stranger = edgeWorld().cloud
  world.run(2_000)
  const above = incarnation(40)
  const forged = stranger.sealed({ kind: 'rebirth', node: nodeId('a-1'), above })
  const nobodys = new Uint8Array([255, 1, 2, 3])
  for (const bytes of [forged, nobodys, new Uint8Array(0)]) world.cloud.sayBytes('a-1', bytes)
  world.cloud.say('a-1', { kind: 'rebirth', node: nodeId('a-2'), above })
  world.cloud.say('a-1', {
    kind: 'want',
    producer: producerId('node/a-2'),
    lane: 'state',
    epoch: epoch(1),
    after: sequence(0),
  })
  world.run(1_000)
  expect(node.status().incarnation).toBe(1)
  expect(node.status().refused).toEqual({
    'message of the cloud refused': 3,
    'message for another node': 2,
  })
})

it('E11: the key pinned at the first assignment is still the only one after a restart', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const node = world.start('a-1')
  world.run(2_000)
  node.restart()
  world.run(100)
  const stranger = edgeWorld().cloud
  const assignment = { node: nodeId('a-1'), site: siteId('x'), shard: 0, members: [] }
  const cloudKey = stranger.keyring.publicKeys.sign
  world.cloud.sayBytes('a-1', stranger.sealed({ kind: 'assignment', assignment, cloudKey }))
  world.run(1_000)
  expect(node.status().site).toBe('a')
  expect(node.status().refused).toEqual({ 'message of the cloud refused': 1 })
})

it('C33: an agent that was told the cloud’s key takes not even the first assignment from another', () => {
  const world = edgeWorld({ a: ['a-1', 'a-2'] })
  const told = world.start('a-1', { cloudKey: world.cloud.keyring.publicKeys.sign })
  const other = world.start('a-2', { cloudKey: edgeWorld().cloud.keyring.publicKeys.sign })
  world.run(5_000)
  expect(told.status()).toMatchObject({ site: 'a', link: 'linked' })
  expect(other.status()).toMatchObject({ site: undefined, link: 'alone' })
  expect(other.status().refused).toMatchObject({
    'message of the cloud refused': expect.anything(),
  })
})

it('C33: the key that an agent was told goes before one that an assignment brings', () => {
  const world = edgeWorld()
  const node = world.start('a-1', { cloudKey: world.cloud.keyring.publicKeys.sign })
  const assignment = { node: nodeId('a-1'), site: siteId('x'), shard: 0, members: [] }
  const cloudKey = edgeWorld().cloud.keyring.publicKeys.sign
  world.run(100)
  world.cloud.say('a-1', { kind: 'assignment', assignment, cloudKey })
  world.run(1_000)
  world.cloud.say('a-1', { kind: 'rebirth', node: nodeId('a-1'), above: incarnation(7) })
  world.run(1_000)
  expect(node.status()).toMatchObject({ site: 'x', incarnation: 8 })
})

it('E7: what the kubelet check finds is in the next beat', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const node = world.start('a-1')
  world.run(2_000)
  expect(world.cloud.beats.at(-1)?.beat.kubelet).toBe('ok')
  node.kubelet = undefined
  world.run(2_100)
  expect(world.cloud.beats.at(-1)?.beat.kubelet).toBe('dead')
  node.kubelet = 200
  world.run(1_100)
  expect(world.cloud.beats.at(-1)?.beat.kubelet).toBe('ok')
})

it('E18: neither a wall clock that jumps nor one that is far ahead changes beats, link or rounds', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const node = world.start('a-1')
  world.run(3_000)
  for (const aheadMs of [3_600_000, -900_000, 365 * 86_400_000]) {
    node.wallAheadMs = aheadMs
    const before = world.cloud.beats.length
    world.run(5_000)
    expect(world.cloud.beats.length - before).toBe(10)
    expect(linkOf(node)).toBe('linked')
  }
  expect(world.cloud.beats.at(-1)?.beat).toMatchObject({ incarnation: 1, round: 19 })
})

it('E19: a start that fails says why and leaves nothing open, so that the next one works', () => {
  const world = edgeWorld({ a: ['a-1'] })
  let broker: LanBroker | undefined
  world.lan.lan.serve({ host: '127.77.1.1', port: 1883 }, (outcome) => {
    broker = outcome as LanBroker
  })
  const node = world.start('a-1')
  world.run(1_000)
  expect(node.started).toMatchObject({ code: 'PORT_IN_USE' })
  expect(world.cloud.beats).toEqual([])
  broker?.close(() => {})
  node.restart()
  world.run(1_000)
  expect(node.started).toBeUndefined()
  expect(node.status().incarnation).toBe(1)
})

it('E19: a stopped agent says nothing more', () => {
  const world = edgeWorld({ a: ['a-1'] })
  const node = world.start('a-1')
  world.run(3_000)
  let stopped = 0
  node.edge.stop(() => (stopped += 1))
  world.run(100)
  const { length } = node.messages
  world.run(20_000)
  expect(stopped).toBe(1)
  expect(node.messages).toHaveLength(length)
})
