// The first seeds: whole worlds of the shipped agents and cloud, cut, killed and healed, watched by the checkers.
import { describe, expect, it } from 'vitest'
import type { Deed, Plan, Target } from '../../sim/plans/step.ts'
import type { World } from '../../sim/world.ts'
import { at, everything, nodes, runToTheEnd, simWorld } from '../support/sim-world.ts'

const { a1, a2, b1, b2 } = nodes
const silently = { direction: 'both', peers: false, reset: false } as const

const verdictsOf = (world: World): readonly string[] =>
  world.trace
    .lines()
    .filter(({ what }) => what.includes(' verdict-reached '))
    .map(({ what }) => {
      const { node, verdict } = JSON.parse(what.slice(what.indexOf('{'))) as Record<string, string>
      return `${node} ${verdict}`
    })

const happened = (world: World, what: RegExp): number =>
  world.trace.lines().filter((line) => what.test(line.what)).length

/** One node cut and healed, one killed and restarted, a whole site cut and the cloud restarted meanwhile. */
const walk: Plan = [
  at(15, { do: 'cut', nodes: [a1], ...silently }),
  at(35, { do: 'heal', nodes: [a1] }),
  at(45, { do: 'kill', what: { role: 'edge', node: a2 }, how: 'power' }),
  at(45, { do: 'kill', what: { role: 'kubelet', node: a2 }, how: 'power' }),
  at(75, { do: 'start', what: { role: 'edge', node: a2 } }),
  at(75, { do: 'start', what: { role: 'kubelet', node: a2 } }),
  at(95, { do: 'cut', nodes: [b1, b2], direction: 'both', peers: true, reset: false }),
  at(110, { do: 'kill', what: { role: 'cloud', name: 'cloud/0' }, how: 'power' }),
  at(116, { do: 'start', what: { role: 'cloud', name: 'cloud/0' } }),
  at(150, { do: 'heal', nodes: [b1, b2] }),
]

describe('a world', () => {
  const world = runToTheEnd(simWorld('walk', walk), 190_000)

  it('W20: nothing that must not happen happens while a node is cut, killed, or its site is cut off', () => {
    expect(world.findings()).toEqual([])
    const verdicts = verdictsOf(world)
    const of = (node: string): readonly string[] =>
      verdicts.filter((said) => said.startsWith(node)).map((said) => said.slice(node.length + 1))
    expect(of('site-a-1')).toEqual(['isolated', 'healthy'])
    // Whether the silence or the last ballot comes first depends on the phases of a seed.
    expect(of('site-a-2').filter((said) => said !== 'isolated')).toEqual(['failed', 'healthy'])
    for (const node of ['site-b-1', 'site-b-2']) expect(of(node)).toEqual(['isolated', 'healthy'])
    expect(happened(world, /site-cut/)).toBe(1)
    expect(happened(world, /on site-a-2 .* leaving/)).toBe(2)
    expect(happened(world, /leaving/)).toBe(2)
  })

  it('W21: the same seed tells the same story, to the last byte; another seed another', () => {
    const again = runToTheEnd(simWorld('walk', walk), 190_000)
    expect(again.trace.digest()).toBe(world.trace.digest())
    const other = runToTheEnd(simWorld('another', walk), 190_000)
    expect(other.trace.digest()).not.toBe(world.trace.digest())
  })
})

it('W22: a way that is cut in one direction ends in isolated or healthy, never in failed', () => {
  for (const direction of ['up', 'down'] as const) {
    const plan = [
      at(15, { do: 'cut', nodes: [a1], direction, peers: false, reset: false }),
      at(40, { do: 'heal', nodes: [a1] }),
    ]
    const world = runToTheEnd(simWorld(direction, plan), 70_000)
    expect(world.findings()).toEqual([])
    expect(verdictsOf(world)).toEqual(['site-a-1 isolated', 'site-a-1 healthy'])
  }
})

it('W23: an agent that is killed alone, or a kubelet, costs the node nothing that its kubelet can give', () => {
  const plan = [
    at(15, { do: 'kill', what: { role: 'edge', node: a1 }, how: 'process' }),
    at(45, { do: 'start', what: { role: 'edge', node: a1 } }),
    at(60, { do: 'kill', what: { role: 'kubelet', node: a2 }, how: 'process' }),
    at(90, { do: 'start', what: { role: 'kubelet', node: a2 } }),
  ]
  const world = runToTheEnd(simWorld('halves', plan), 130_000)
  expect(world.findings()).toEqual([])
  expect(happened(world, /agent-lost/)).toBe(1)
  expect(happened(world, /verdict-reached/)).toBe(0)
  expect(happened(world, /nodes\/site-a-2 ready=Unknown/)).toBeGreaterThan(0)
})

it('W24: stopped as a whole and started again on the same disks, all is as before', () => {
  for (const how of ['process', 'power'] as const) {
    const plan = [
      ...everything.map((what) => at(20, { do: 'kill', what, how })),
      ...everything.map((what, i) => at(25 + i / 3, { do: 'start', what })),
    ]
    const world = runToTheEnd(simWorld(how, plan), 70_000)
    expect(world.findings()).toEqual([])
  }
})

it('D25: feeds that were lost in the cloud, a mirror that was wiped, and one that was bent are whole again', () => {
  const settings = (n: number): Plan[number] =>
    at(n, {
      do: 'apply',
      object: {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: `late-${n}`, namespace: 'default' },
        spec: { ports: [{ port: n }] },
      },
    })
  const kill = (what: Target): Deed => ({ do: 'kill', what, how: 'power' })
  const start = (what: Target): Deed => ({ do: 'start', what })
  const edges = [a1, b1].map((node): Target => ({ role: 'edge', node }))
  const plan = [
    ...[16, 20, 24, 28, 32, 36].map(settings),
    at(18, kill({ role: 'cloud', name: 'cloud/0' })),
    at(19, start({ role: 'cloud', name: 'cloud/0' })),
    ...edges.map((edge) => at(26, kill(edge))),
    ...edges.map((edge) => at(27, start(edge))),
  ]
  const world = simWorld('lost feeds', plan)
  const { clouds, edges: agents } = world.view.processes
  world.run(18_500)
  clouds[0]?.feeds.wipe()
  world.run(26_500)
  agents.get(a1)?.mirror.wipe()
  for (let n = 0; n < 20; n++) agents.get(b1)?.mirror.flipBit()
  runToTheEnd(world, 60_000)
  expect(world.findings()).toEqual([])
  for (const { node } of world.view.nodes)
    for (const feed of agents.get(node)?.edge()?.status()?.mirror ?? [])
      expect(feed).toMatchObject({ current: true, complete: true })
})
