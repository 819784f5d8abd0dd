// Spells of trouble: each a way to make a simulated world worse, and what ends it.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { CloudName, Mainland, PlacedNode } from '../world/layout.ts'
import { badApi, deletedNode, droppedWatches, restoredApi } from './api-spells.ts'
import {
  badBroker,
  badBus,
  dropped,
  forgetful,
  purged,
  recreated,
  rolledBack,
  staleLogs,
} from './bus-spells.ts'
import { badDisk, clonedDisk, lostDisk, olderDisk, spoiltDisk } from './disk-spells.ts'
import { flipFlop, poorLink, resets } from './link-spells.ts'
import { machine, mainlandTargets, pick } from './spell.ts'
import type { Draw, Spell } from './spell.ts'
import type { Cut, Deed, Party, Target } from './step.ts'

const silently: Cut = { direction: 'both', peers: false, reset: false }

/** Every kind of trouble that any world may have, by its name. */
const anywhere = {
  'odd cut': ({ node, random }: Draw) => cut([node], drawCut(random)),
  cut: ({ node }: Draw) => cut([node], silently),
  'site cut': ({ together, random }: Draw) => cut(together, drawCut(random)),
  'all cut': ({ nodes, random }: Draw) =>
    cut(
      nodes.map(({ node }) => node),
      { ...drawCut(random), peers: false },
    ),
  flapping: ({ node, lengthMs }: Draw) => flapping(node, lengthMs),
  parted: ({ nodes, random }: Draw) => part(nodes, random),
  'agent dead': ({ node, random }: Draw) => death([{ role: 'edge', node }], random),
  'kubelet dead': ({ node, random }: Draw) => death([{ role: 'kubelet', node }], random),
  'machine dead': ({ node, random }: Draw) => death(machine(node), random),
  'machine gone': ({ node, random }: Draw) => ({ ...death(machine(node), random), end: [] }),
  'mainland dead': ({ mainland, random }: Draw) =>
    death([pick(mainlandTargets(mainland), random)], random),
  stall: ({ mainland, node, random, lengthMs }: Draw) =>
    stall(pick([...mainlandTargets(mainland), ...machine(node)], random), lengthMs),
  'wrong clock': ({ mainland, node, random }: Draw) =>
    wrongClock(pick([...cloudsOf(mainland), 'kubernetes' as const, node], random), random),
  'bad disk': ({ mainland, node, random }: Draw) =>
    badDisk(pick([...cloudsOf(mainland), node], random), random),
  'disk lost': lostDisk,
  'disk spoilt': spoiltDisk,
  'disk older': olderDisk,
  'disk cloned': clonedDisk,
  'poor link': poorLink,
  'flip-flop': flipFlop,
  resets,
  'bad bus': badBus,
  'bad broker': badBroker,
  dropped,
  'watches dropped': droppedWatches,
  'bad API': badApi,
  'API restored': restoredApi,
  'node deleted': deletedNode,
} as const satisfies Record<string, (draw: Draw) => Spell>

/** Those that need replicas over a bus of its own. */
const withBus = {
  'replica cut': ({ mainland, random }: Draw) =>
    cut([pick(cloudsOf(mainland), random)], drawCut(random)),
  'bus cut': ({ random }: Draw) => cut(['bus'], drawCut(random)),
  'bus dead': ({ random }: Draw) => death([{ role: 'bus' }], random),
  'logs forget': forgetful,
  'logs stale': staleLogs,
  'logs recreated': recreated,
  'logs purged': purged,
  'logs rolled back': rolledBack,
} as const satisfies Record<string, (draw: Draw) => Spell>

const kinds = { ...anywhere, ...withBus }

/** A kind of trouble. */
export type Trouble = keyof typeof kinds

/** All of them. */
export const troubles = Object.keys(kinds) as readonly Trouble[]

/** A death is what all this is for, and takes a while to be seen: it is drawn more often. */
const often: readonly Trouble[] = ['machine gone', 'machine gone', 'machine dead']

/** Those that a world may have. */
export const troublesOf = (replicas: number): readonly Trouble[] => [
  ...(replicas === 0 ? (Object.keys(anywhere) as readonly Trouble[]) : troubles),
  ...often,
]

/** Draws one of a kind. */
export function drawSpell(kind: Trouble, draw: Omit<Draw, 'node' | 'together'>): Spell {
  const { nodes, random } = draw
  const { node, site } = pick(nodes, random)
  const together = nodes.filter((one) => one.site === site).map((one) => one.node)
  return kinds[kind]({ ...draw, node, together })
}

/** Every two nodes of one site. */
export const pairsOf = (nodes: readonly PlacedNode[]): readonly (readonly [NodeId, NodeId])[] =>
  nodes.flatMap((a, i) =>
    nodes
      .slice(i + 1)
      .filter((b) => b.site === a.site)
      .map((b) => [a.node, b.node] as const),
  )

const cloudsOf = ({ clouds }: Mainland): readonly CloudName[] => clouds.map(({ name }) => name)

const drawCut = (random: Random): Cut => ({
  direction: pick(['up', 'down', 'both'] as const, random),
  peers: random.next() < 0.4,
  reset: random.next() < 0.2,
})

const cut = (nodes: readonly Party[], given: Cut): Spell => ({
  begin: [{ do: 'cut', nodes, ...given }],
  end: [{ do: 'heal', nodes }],
})

/** Ten times away and back. */
function flapping(node: NodeId, lengthMs: number): Spell {
  const { begin, end } = cut([node], silently)
  const between = Array.from({ length: 19 }, (_, i) => ({
    afterMs: ((i + 1) * lengthMs) / 20,
    deeds: i % 2 === 0 ? end : begin,
  })).flatMap(({ afterMs, deeds }) => deeds.map((deed) => ({ afterMs, deed })))
  return { begin, end, between }
}

function part(nodes: readonly PlacedNode[], random: Random): Spell {
  const pairs = pairsOf(nodes)
  if (pairs.length === 0) return { begin: [], end: [] }
  const between = pick(pairs, random)
  return { begin: [{ do: 'part', between }], end: [{ do: 'join', between }] }
}

function death(what: readonly Target[], random: Random): Spell {
  const how = random.next() < 0.5 ? 'process' : 'power'
  return {
    begin: what.map((target) => ({ do: 'kill', what: target, how })),
    end: what.map((target) => ({ do: 'start', what: target })),
  }
}

const stall = (what: Target, lengthMs: number): Spell => ({
  begin: [{ do: 'stall', what, forMs: Math.round(lengthMs) }],
  end: [],
})

/** No machine is that bad, but one that stands still often is. */
const driftMax = 0.05

function wrongClock(of: NodeId | CloudName | 'kubernetes', random: Random): Spell {
  const aheadMs = Math.trunc((random.next() - 0.5) * 10 ** (2 + random.below(7))) + 0
  const drift = Math.round(1_000 * driftMax * (2 * random.next() - 1)) / 1_000 + 0
  const wrong: Deed = { do: 'set-clock', of, aheadMs, ...(random.next() < 0.5 ? { drift } : {}) }
  const right: Deed = { do: 'set-clock', of, aheadMs: 0 }
  return { begin: [wrong], end: random.next() < 0.5 ? [right] : [] }
}
