// The feeds of a running cloud: who is told that it is behind, what status shows, and a store that fails.
import { expect, it } from 'vitest'
import { memoryHttpServer } from '../../bus/adapters/memory-http.ts'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { createMemoryBus } from '../../bus/adapters/memory-transport.ts'
import { openDoor } from '../../bus/door.ts'
import { Feeds } from '../../cloud/feeds/feeds.ts'
import { Sites } from '../../cloud/sites.ts'
import { createSchedule } from '../../sim/schedule.ts'
import { nodeId, producerId, siteId } from '../../src/kernel/ids.ts'
import { random } from '../../src/kernel/random.ts'
import { wallMs } from '../../src/kernel/time.ts'
import { smallKube } from '../support/kube.ts'
import { keyring } from '../support/small-cloud.ts'
import type { Down, FeedHeadTold } from '../../schemas/down.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { NodeStatusJson, StatusJson } from '../../src/cli/show/status-json.ts'
import { cloudWorld } from '../support/cloud-world.ts'
import type { WorldOptions } from '../support/cloud-world.ts'

const headsOf = (heard: readonly Down[]): readonly FeedHeadTold[] =>
  heard.filter((down) => down.kind === 'feed-head')

/** Which feeds the last echo found equal. */
const equalBy = (heard: readonly Down[]): number | undefined =>
  heard.findLast((down) => down.kind === 'echo')?.feedsEqual

const lineOf = ({ ask }: ReturnType<typeof cloudWorld>): NodeStatusJson | undefined =>
  (ask('GET', '/v1/status').json() as StatusJson).nodes[0]

const nowhere = [0, 0, 0].map(() => ({ seq: 0, mark: 0 }))

it('D27, D34: a node whose beats lag behind its feeds is told where they stand, one that has all is not; status says which', () => {
  const world = cloudWorld()
  world.addNode('a-1', 'site-a')
  const agent = world.addAgent('a-1')
  world.run(4_000)
  expect(lineOf(world)?.feeds).toBeUndefined()
  agent.self.feeds = nowhere
  world.run(2_000)
  const heads = headsOf(agent.heard)
  const last = ['all', 'site/site-a', 'node/a-1'].map((scope) =>
    heads.findLast((one) => one.scope === scope),
  )
  expect(last.every((one) => one !== undefined)).toBe(true)
  expect(last[0]?.head).toBeGreaterThan(0)
  expect(lineOf(world)?.feeds).toMatchObject({ current: false })
  expect(lineOf(world)?.feeds?.behind).toBeGreaterThanOrEqual(3)
  agent.self.feeds = last.map((one) => ({ seq: one?.head ?? 0, mark: one?.mark ?? 0 }))
  world.run(2_000)
  agent.heard.length = 0
  world.run(3_000)
  expect(headsOf(agent.heard)).toEqual([])
  expect(equalBy(agent.heard)).toBe(0b111)
  expect(lineOf(world)?.feeds).toEqual({ current: true, behind: 0 })
  world.kube.call('POST', '/api/v1/namespaces/default/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'new' },
    spec: { ports: [{ port: 80 }] },
  })
  world.run(2_000)
  expect(headsOf(agent.heard).map(({ scope }) => scope)).toContain('all')
  expect(equalBy(agent.heard)).toBe(0b110)
  expect(lineOf(world)?.feeds).toEqual({ current: false, behind: 1 })
})

it('N70, N72: a running cloud tells sites of neighbours as labels change, and everybody of a node that it declares failed', () => {
  const world = cloudWorld()
  world.addNode('a-1', 'site-a')
  world.addNode('b-1', 'site-b')
  world.addAgent('a-1')
  world.run(4_000)
  const told: string[] = []
  world.wan.subscribe('cw.causeway.feed.>', ({ subject }) => {
    const [, , , , scope, , kind, , name] = subject.split('.')
    if (kind === 'neighbours' || kind === 'nodes') told.push(`${scope} ${kind} ${name}`)
  })
  const relabel = (name: string, zone: string): void => {
    const { body } = world.kube.server.call('GET', `/api/v1/nodes/${name}`)
    const known = body as { readonly metadata: { readonly labels: object } }
    const labels = { ...known.metadata.labels, zone }
    world.kube.call('PUT', `/api/v1/nodes/${name}`, {
      ...known,
      metadata: { ...known.metadata, labels },
    })
  }
  const metadata = { name: 's', annotations: { topologyKeys: '["zone"]' } }
  const spec = { ports: [{ port: 80 }] }
  world.kube.call('POST', '/api/v1/namespaces/default/services', { metadata, spec })
  relabel('a-1', 'z')
  relabel('b-1', 'z')
  world.run(2_000)
  expect(told.filter((each) => each.includes('b-1'))).toEqual(['site%2Fsite-a neighbours b-1'])
  told.length = 0
  world.ask('POST', '/v1/declare', { node: 'a-1', verdict: 'failed', by: 'test' })
  world.run(2_000)
  expect(told.filter((each) => each.startsWith('all'))).toEqual(['all nodes a-1'])
})

it('D20: a store of feeds that fails is opened again, and what could not be written is', () => {
  let broken = false
  const throughFeeds: WorldOptions['throughFeeds'] = (store) => ({
    ...store,
    batch: (writes, options, done) =>
      store.batch(broken ? [] : writes, options, (fault) =>
        done(broken ? new Fault('STORE_BROKEN', 'the disk said no') : fault),
      ),
  })
  const world = cloudWorld({}, true, undefined, { throughFeeds })
  world.addNode('a-1', 'site-a')
  const agent = world.addAgent('a-1')
  agent.self.feeds = nowhere
  world.run(4_000)
  const before = headsOf(agent.heard).findLast(({ scope }) => scope === 'all')
  broken = true
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'new' },
    spec: { ports: [{ port: 80 }] },
  }
  world.kube.call('POST', '/api/v1/namespaces/default/services', service)
  world.run(5_000)
  expect(world.said.some((line) => line.includes('the store of feeds failed'))).toBe(true)
  broken = false
  world.run(5_000)
  const after = headsOf(agent.heard).findLast(({ scope }) => scope === 'all')
  expect(after?.epoch).toBe(before?.epoch)
  expect(after?.head).toBe((before?.head ?? 0) + 1)
})

it('D18: the scopes of shards that become another’s are given up, and those that come back begin anew', () => {
  const schedule = createSchedule({
    wallStart: wallMs(1_700_000_000_000),
    random: random('shards'),
  })
  const { clock } = schedule.spawn()
  const run = () => schedule.run(schedule.now() + 1_000)
  const heads: FeedHeadTold[] = []
  const disk = createMemoryDisk(clock)
  const tap = () => undefined
  const { config } = cloudWorld()
  let ours = (_shard: number): boolean => true
  const sites: Sites = new Sites(8, (move) => feeds.moved(move))
  const feeds: Feeds = new Feeds({
    ports: {
      clock,
      random: random('feeds'),
      keyring: keyring(),
      transport: createMemoryBus(clock).connect(),
      openStore: disk.openStore,
      openSlots: disk.openSlots,
      openFeeds: disk.openStore,
      kube: smallKube(clock).client,
      http: memoryHttpServer(clock),
      tap,
    },
    config: { ...config, shards: 8 },
    producer: producerId('cloud/one'),
    door: openDoor(tap, clock.mono),
    say: (_node, down) => {
      if (down.kind === 'feed-head') heads.push(down)
    },
    keyOf: () => new Uint8Array(32),
    mayFollow: () => true,
    sealKeyOf: () => undefined,
    sites,
    holdOf: (shard) => (ours(shard) ? 'owned' : 'none'),
    began: () => undefined,
  })
  const node = nodeId('a-1')
  const told = (): readonly FeedHeadTold[] => {
    run()
    heads.length = 0
    const places = [0, 0, 0].map(() => ({ seq: 0, mark: 0 }))
    feeds.followers.hear({ node, feeds: places })
    return [...heads]
  }
  feeds.part().start(() => undefined)
  sites.take({ kind: 'site-assigned', node, site: siteId('a') })
  run()
  feeds.nodesRead()
  const first = told()
  expect(first.map(({ scope }) => scope)).toEqual(['all', 'site/a', 'node/a-1'])
  ours = (shard) => shard === 0
  for (let shard = 0; shard < 8; shard++) feeds.shardChanged(shard, ours(shard) ? 'owned' : 'none')
  expect(told().map(({ scope }) => scope)).toEqual(['all'])
  ours = () => true
  for (let shard = 0; shard < 8; shard++) feeds.shardChanged(shard, ours(shard) ? 'owned' : 'none')
  const again = told()
  expect(again.map(({ scope }) => scope)).toEqual(['all', 'site/a', 'node/a-1'])
  expect(again[0]?.epoch).toBe(first[0]?.epoch)
  expect(again[1]?.epoch).toBeGreaterThan(first[1]?.epoch ?? 0)
})
