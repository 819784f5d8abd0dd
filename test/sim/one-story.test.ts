// One story on the memory bus and on the simulated one; the walks tell it on real servers.
import { expect, it } from 'vitest'
import { nodeId } from '../../src/kernel/ids.ts'
import { cloudWorld } from '../support/cloud-world.ts'
import { startNode } from '../support/edge-world.ts'
import { oneStory, storyOf } from '../support/one-story.ts'
import { at, simWorld } from '../support/sim-world.ts'
import { keyring } from '../support/small-cloud.ts'
import { createVirtualLan } from '../support/virtual-lan.ts'

it('W122: the story on a simulated bus', () => {
  const cut = { direction: 'both', peers: false, reset: false } as const
  const [a1, siteB] = [[nodeId('site-a-1')], [nodeId('site-b-1'), nodeId('site-b-2')]]
  const [edge, kubelet] = (['edge', 'kubelet'] as const).map((role) => ({
    role,
    node: nodeId('site-a-2'),
  }))
  const world = simWorld('one story', [
    at(15, { do: 'cut', nodes: a1, ...cut }),
    at(30, { do: 'heal', nodes: a1 }),
    ...[edge, kubelet].flatMap((what) =>
      what === undefined
        ? []
        : [at(40, { do: 'kill', what, how: 'process' }), at(60, { do: 'start', what })],
    ),
    at(75, { do: 'cut', nodes: siteB, ...cut }),
    at(100, { do: 'heal', nodes: siteB }),
  ])
  world.run(120_000)
  let events: readonly string[] = []
  const [cloud] = world.view.processes.clouds
  if (cloud === undefined) throw new Error('no cloud')
  world.view.ask(cloud.placed, '/v1/events', (answer) => (events = answer.trim().split('\n')))
  world.run(121_000)
  expect(world.findings()).toEqual([])
  expect(storyOf(events)).toBe(oneStory)
})

it('W122: the story on a memory bus', () => {
  const world = cloudWorld()
  const { clock } = world.schedule.spawn()
  const ground = { schedule: world.schedule, clock, connect: world.bus.connect }
  const start = (name: string, host: string, lan: ReturnType<typeof createVirtualLan>) => {
    const kubelet = world.addNode(name, name.slice(0, -2))
    const parts = { name, host, pace: 'fast', change: { shards: 1 }, keys: keyring() } as const
    return { kubelet, agent: startNode({ ...ground, lan }, parts) }
  }
  const [lanA, lanB] = [createVirtualLan(clock), createVirtualLan(clock)]
  const a1 = start('site-a-1', '127.77.1.1', lanA)
  const a2 = start('site-a-2', '127.77.1.2', lanA)
  start('site-a-3', '127.77.1.3', lanA)
  const siteB = [start('site-b-1', '127.77.2.1', lanB), start('site-b-2', '127.77.2.2', lanB)]
  type Started = typeof a1
  const link = ({ kubelet, agent }: Started, on: boolean) => {
    agent.wan.up = agent.wan.down = on
    if (on) kubelet.start()
    else kubelet.stop()
  }
  world.run(15_000)
  link(a1, false)
  world.run(15_000)
  link(a1, true)
  world.run(10_000)
  a2.kubelet.stop()
  a2.agent.die()
  world.run(20_000)
  a2.kubelet.start()
  a2.agent.again()
  world.run(15_000)
  for (const node of siteB) link(node, false)
  world.run(25_000)
  for (const node of siteB) link(node, true)
  world.run(20_000)
  expect(storyOf(world.ask('GET', '/v1/events').text.trim().split('\n'))).toBe(oneStory)
})
