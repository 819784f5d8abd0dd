// The incidents in which detectors are compared, as plans drawn from a seed.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import { machine } from '../plans/spells.ts'
import type { Cut, Plan } from '../plans/step.ts'
import { comparedNodes, comparedTimes, spreadMs, troubledNode } from './setting.ts'

/** An incident: ten minutes of one kind of trouble. */
export interface Incident {
  readonly name: string
  readonly plan: (random: Random) => Plan
  /** The share of packets that all WANs lose meanwhile. */
  readonly loss?: number
}

const { beginMs, endMs } = comparedTimes
const flipMs = 20_000

/** Of so long a machine without a CPU runs the last fifth. */
const starvedMs = 10_000
const stalledMs = 8_000

const all = comparedNodes.map(({ node }) => node)
const siteB = comparedNodes.filter(({ site }) => site === 'site-b').map(({ node }) => node)

/** All of them. */
export const incidents: readonly Incident[] = [
  { name: 'no trouble', plan: () => [] },
  { name: 'one-way loss of a node', plan: cutAway([troubledNode], 'up') },
  { name: '80 % loss on all WANs', plan: () => [], loss: 0.8 },
  { name: '20 s flip-flop of a node', plan: flipFlop },
  { name: 'CPU starvation of a node', plan: starved },
  { name: 'one site cut', plan: cutAway(siteB, 'both') },
  { name: 'all WANs cut', plan: cutAway(all, 'both') },
]

const cut = (nodes: readonly NodeId[], direction: Cut['direction']) =>
  ({ do: 'cut', nodes, direction, peers: false, reset: false }) as const

function cutAway(nodes: readonly NodeId[], direction: Cut['direction']): Incident['plan'] {
  return (random) => [
    { atMs: beginsMs(random), deed: cut(nodes, direction) },
    { atMs: endMs, deed: { do: 'heal', nodes } },
  ]
}

function flipFlop(random: Random): Plan {
  const nodes = [troubledNode]
  return times(beginsMs(random), 2 * flipMs).flatMap((atMs) => [
    { atMs, deed: cut(nodes, 'both') },
    { atMs: atMs + flipMs, deed: { do: 'heal', nodes } },
  ])
}

function starved(random: Random): Plan {
  return times(beginsMs(random), starvedMs).flatMap((atMs) =>
    machine(troubledNode).map((what) => ({ atMs, deed: { do: 'stall', what, forMs: stalledMs } })),
  )
}

const beginsMs = (random: Random): number => beginMs + random.below(spreadMs)

/** From a time to the end of trouble, as often as a whole period fits. */
const times = (fromMs: number, periodMs: number): readonly number[] =>
  Array.from({ length: Math.floor((endMs - fromMs) / periodMs) }, (_, i) => fromMs + periodMs * i)
