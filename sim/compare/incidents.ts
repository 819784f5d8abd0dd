// The incidents in which detectors are compared, as plans drawn from a seed.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import { machine } from '../plans/spell.ts'
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
  { name: 'one-way loss of a node, LAN too', plan: cutAway([troubledNode], 'up', true) },
  { name: '80 % loss on all WANs', plan: () => [], loss: 0.8 },
  { name: '20 s flip-flop of a node', plan: flipFlop(false) },
  { name: '20 s flip-flop of a node, LAN too', plan: flipFlop(true) },
  { name: 'CPU starvation of a node', plan: starved },
  { name: 'one site cut', plan: cutAway(siteB, 'both') },
  { name: 'all WANs cut', plan: cutAway(all, 'both') },
]

const cut = (nodes: readonly NodeId[], direction: Cut['direction'], peers: boolean) =>
  ({ do: 'cut', nodes, direction, peers, reset: false }) as const

/** From the mainland alone, or from its peers, too. */
function cutAway(
  nodes: readonly NodeId[],
  direction: Cut['direction'],
  peers = false,
): Incident['plan'] {
  return (random) => [
    { atMs: beginsMs(random), deed: cut(nodes, direction, peers) },
    { atMs: endMs, deed: { do: 'heal', nodes } },
  ]
}

function flipFlop(peers: boolean): Incident['plan'] {
  const nodes = [troubledNode]
  return (random) =>
    times(beginsMs(random), 2 * flipMs).flatMap((atMs) => [
      { atMs, deed: cut(nodes, 'both', peers) },
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
