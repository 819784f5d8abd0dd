// The feeds of a running cloud: who is told that it is behind, what status shows, and a store that fails.
import { expect, it } from 'vitest'
import type { Down, FeedHeadTold } from '../../schemas/down.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { NodeStatusJson, StatusJson } from '../../src/cli/show/status-json.ts'
import { cloudWorld } from '../support/cloud-world.ts'

const headsOf = (heard: readonly Down[]): readonly FeedHeadTold[] =>
  heard.filter((down) => down.kind === 'feed-head')

const lineOf = ({ ask }: ReturnType<typeof cloudWorld>): NodeStatusJson | undefined =>
  (ask('GET', '/v1/status').json() as StatusJson).nodes[0]

const nowhere = [0, 0, 0].map(() => ({ seq: 0, mark: 0 }))

it('D27: a node whose beats lag behind its feeds is told where they stand, one that has all is not; status says which', () => {
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
  expect(lineOf(world)?.feeds).toEqual({ current: true, behind: 0 })
  world.kube.call('POST', '/api/v1/namespaces/default/services', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'new' },
    spec: { ports: [{ port: 80 }] },
  })
  world.run(2_000)
  expect(headsOf(agent.heard).map(({ scope }) => scope)).toContain('all')
  expect(lineOf(world)?.feeds).toEqual({ current: false, behind: 1 })
})

it('D20: a store of feeds that fails is opened again, and what could not be written is', () => {
  let broken = false
  const through: Parameters<typeof cloudWorld>[2] = (store) => ({
    ...store,
    batch: (writes, options, done) =>
      store.batch(broken ? [] : writes, options, (fault) =>
        done(broken ? new Fault('STORE_BROKEN', 'the disk said no') : fault),
      ),
  })
  const world = cloudWorld({}, true, through)
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
