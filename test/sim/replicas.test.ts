// Worlds of several replicas over a bus of its own: owners that stand still, are cut off or die, and a bus with real flaws.
import { describe, expect, it } from 'vitest'
import type { LogsDeed } from '../../sim/logs/log-store.ts'
import { fairWeather } from '../../sim/plans/draw-weather.ts'
import type { Plan } from '../../sim/plans/step.ts'
import type { World } from '../../sim/world.ts'
import { at, nodes, runToTheEnd, simWorld } from '../support/sim-world.ts'

const { a1, a2 } = nodes
const silently = { direction: 'both', peers: false, reset: false } as const
const replica = (n: number) => ({ role: 'cloud', name: `cloud/${n}` }) as const
const bus = { role: 'bus' } as const

const worldOf = (seed: string, plan: Plan, replicas = 3): World =>
  simWorld(seed, plan, fairWeather, { replicas })

const marksOf = (world: World): ReadonlySet<string> =>
  new Set(world.trace.lines().flatMap(({ mark }) => (mark === undefined ? [] : [mark])))

const ownersOf = (world: World): number =>
  world.trace.lines().filter(({ mark }) => mark === 'fact owner-began').length

describe('W46: nothing that must not happen happens while owners of shards, or the bus', () => {
  it.each([
    [
      'stand still',
      [
        at(15, { do: 'stall', what: replica(0), forMs: 9_000 }),
        at(17, { do: 'stall', what: replica(1), forMs: 2_000 }),
        at(30, { do: 'stall', what: bus, forMs: 4_000 }),
      ],
    ],
    [
      'are cut off',
      [
        at(15, { do: 'cut', nodes: ['cloud/0'], ...silently }),
        at(25, { do: 'heal', nodes: ['cloud/0'] }),
        at(27, { do: 'cut', nodes: ['cloud/1'], direction: 'up', peers: false, reset: false }),
        at(37, { do: 'heal', nodes: ['cloud/1'] }),
        at(39, { do: 'cut', nodes: ['bus'], direction: 'down', peers: false, reset: true }),
        at(49, { do: 'heal', nodes: ['bus'] }),
      ],
    ],
    [
      'die',
      [
        at(15, { do: 'kill', what: replica(0), how: 'power' }),
        at(18, { do: 'kill', what: replica(1), how: 'process' }),
        at(24, { do: 'start', what: replica(0) }),
        at(30, { do: 'kill', what: bus, how: 'power' }),
        at(36, { do: 'start', what: bus }),
        at(40, { do: 'start', what: replica(1) }),
      ],
    ],
  ] satisfies readonly (readonly [string, Plan])[])(
    '%s, and a node is cut off besides',
    (how, plan) => {
      const node = [
        at(14, { do: 'cut', nodes: [a1], ...silently }),
        at(50, { do: 'heal', nodes: [a1] }),
      ]
      const world = runToTheEnd(worldOf(how, [...plan, ...node]), 75_000)
      expect(world.findings()).toEqual([])
      expect(ownersOf(world)).toBeGreaterThan(4)
    },
  )
})

it('W46: replicas tell one story for one seed, and a single one over a bus of its own is well, too', () => {
  const plan = [
    at(15, { do: 'kill', what: replica(0), how: 'power' }),
    at(20, { do: 'start', what: replica(0) }),
  ]
  const once = runToTheEnd(worldOf('alone', plan, 1), 40_000)
  expect(once.findings()).toEqual([])
  const again = runToTheEnd(worldOf('alone', plan, 1), 40_000)
  expect(again.trace.digest()).toBe(once.trace.digest())
})

describe('W48: whatever befalls the logs of the bus, nothing acknowledged is lost and no shard has two owners', () => {
  it.each([
    [{ how: 'forget', entries: 3 }, 'bus log forgot'],
    [{ how: 'stale' }, 'bus log was stale'],
    [{ how: 'recreate' }, 'fact log-lost'],
    [{ how: 'purge' }, 'fact log-seeded'],
    [{ how: 'roll-back', entries: 25 }, 'fact log-lost'],
  ] satisfies readonly (readonly [LogsDeed, string])[])('%j', (deed, mark) => {
    const plan = [
      at(15, { do: 'cut', nodes: [a1], ...silently }),
      at(16, { do: 'logs', ...deed }),
      at(18, { do: 'kill', what: { role: 'edge', node: a2 }, how: 'process' }),
      at(26, { do: 'start', what: { role: 'edge', node: a2 } }),
      at(26, { do: 'logs', how: 'current' }),
      at(30, { do: 'heal', nodes: [a1] }),
    ]
    const world = runToTheEnd(worldOf(deed.how, plan), 60_000)
    expect(world.findings()).toEqual([])
    expect(marksOf(world)).toContain(mark)
  })

  it('acknowledged before it was synced, and the power goes', () => {
    const plan = [
      at(15, { do: 'cut', nodes: [a1], ...silently }),
      ...[18.1, 19.3, 20.7].flatMap((s) => [
        at(s, { do: 'kill', what: bus, how: 'power' }),
        at(s + 0.4, { do: 'start', what: bus }),
      ]),
      at(30, { do: 'heal', nodes: [a1] }),
    ]
    const world = runToTheEnd(worldOf('power', plan), 60_000)
    expect(world.findings()).toEqual([])
    expect(marksOf(world)).toContain('bus lost acknowledged entries')
  })
})

it('W51: a bus and brokers that lose, repeat and delay messages, and drop clients, cost time and nothing else', () => {
  for (const replicas of [0, 2]) {
    const flaws = { lost: 0.1, repeated: 0.3, late: 0.2 }
    const plan = [
      at(14, { do: 'messages', of: 'bus', flaws }),
      at(14, { do: 'messages', of: a2, flaws }),
      ...[16, 18, 20, 22].map((s) => at(s, { do: 'drop', what: a1 })),
      at(30, { do: 'messages', of: 'bus' }),
      at(30, { do: 'messages', of: a2 }),
    ]
    const world = runToTheEnd(worldOf('messages', plan, replicas), 60_000)
    expect(world.findings()).toEqual([])
    const marks = marksOf(world)
    for (const what of ['lost', 'repeated', 'late']) {
      expect(marks).toContain(`bus: a message ${what}`)
      expect(marks).toContain(`broker of a node: a message ${what}`)
    }
  }
})
