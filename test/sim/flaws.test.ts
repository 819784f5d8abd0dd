// What befalls Kubernetes, disks and clocks in simulated worlds.
import { describe, expect, it } from 'vitest'
import { fairWeather } from '../../sim/plans/draw-weather.ts'
import type { Plan } from '../../sim/plans/step.ts'
import type { World } from '../../sim/world.ts'
import { at, nodes, runToTheEnd, simWorld } from '../support/sim-world.ts'

const { a1, a2, b1 } = nodes
const edge = { role: 'edge', node: a1 } as const

const marksOf = (world: World): ReadonlySet<string> =>
  new Set(world.trace.lines().flatMap(({ mark }) => (mark === undefined ? [] : [mark])))

const through = (name: string, plan: Plan): World =>
  runToTheEnd(simWorld(name, plan, fairWeather), 70_000)

it.each([
  [
    'forgets and breaks watches off',
    [at(15, { do: 'api', how: 'compact' }), at(15, { do: 'api', how: 'drop-watches' })],
    ['kubernetes: watch dropped', 'kubernetes: expired'],
  ],
  [
    'refuses a share of requests',
    [
      at(15, { do: 'api', how: 'busy', share: 0.2 }),
      at(15, { do: 'api', how: 'conflict', share: 0.2 }),
      at(40, { do: 'api', how: 'well' }),
    ],
    ['kubernetes: busy', 'kubernetes: conflict'],
  ],
  [
    'lists what is past',
    [
      at(15, { do: 'api', how: 'stale', share: 1 }),
      at(20, { do: 'api', how: 'compact' }),
      at(20, { do: 'api', how: 'drop-watches' }),
      at(30, { do: 'api', how: 'well' }),
      at(31, { do: 'api', how: 'drop-watches' }),
    ],
    ['kubernetes: stale'],
  ],
  [
    'is restored from an older etcd',
    [at(15, { do: 'api', how: 'back-up' }), at(30, { do: 'api', how: 'restore' })],
    ['kubernetes: restored', 'fact kubernetes-restored'],
  ],
] satisfies readonly (readonly [string, Plan, readonly string[]])[])(
  'W141: Kubernetes %s, and the world ends well',
  (name, plan, marks) => {
    const world = through(name, plan)
    expect(world.findings()).toEqual([])
    expect(marks.filter((mark) => !marksOf(world).has(mark))).toEqual([])
  },
)

it('W143: clocks and timers of machines that drift change nothing', () => {
  const drifts = [
    ['cloud/0', 0.05],
    [a1, -0.05],
    [a2, 0.05],
    ['kubernetes', -0.03],
  ] as const
  const plan = drifts.map(([of, drift]) => at(12, { do: 'set-clock', of, aheadMs: 0, drift }))
  const cut = { nodes: [b1], direction: 'both', peers: false, reset: false } as const
  const world = through('drift', [
    ...plan,
    at(15, { do: 'cut', ...cut }),
    at(40, { do: 'heal', nodes: [b1] }),
  ])
  expect(world.findings()).toEqual([])
})

describe('W142: an agent begins again on a disk that is', () => {
  it.each([
    [
      'older than it was',
      [
        at(15, { do: 'save', node: a1 }),
        at(16, { do: 'part', between: [a1, a2] }),
        at(24, { do: 'kill', what: edge, how: 'power' }),
        at(24, { do: 'put-back', node: a1, from: a1 }),
        at(25, { do: 'start', what: edge }),
        at(30, { do: 'join', between: [a1, a2] }),
      ],
      [],
    ],
    [
      'spoilt',
      [
        at(24, { do: 'kill', what: edge, how: 'power' }),
        at(24, { do: 'flip', node: a1 }),
        at(24, { do: 'flip', node: a1 }),
        at(25, { do: 'start', what: edge }),
      ],
      [],
    ],
    [
      'another’s, until somebody empties it',
      [
        at(15, { do: 'save', node: b1 }),
        at(24, { do: 'kill', what: edge, how: 'power' }),
        at(24, { do: 'put-back', node: a1, from: b1 }),
        at(24, { do: 'start', what: edge }),
        at(26, { do: 'wipe', node: a1 }),
        at(27, { do: 'start', what: edge }),
      ],
      ['edge ended by itself'],
    ],
  ] satisfies readonly (readonly [string, Plan, readonly string[]])[])(
    '%s',
    (name, plan, marks) => {
      const world = through(name, plan)
      expect(world.findings()).toEqual([])
      expect(marks.filter((mark) => !marksOf(world).has(mark))).toEqual([])
    },
  )
})
