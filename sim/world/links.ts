// The links of a simulated world: how long each is, and which directions are cut at the moment.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { LinkRules } from '../network/link.ts'
import type { Network } from '../network/network.ts'
import type { Cut } from '../plans/step.ts'
import { apiAt, busAt } from './layout.ts'
import type { PlacedNode } from './layout.ts'

/** How good the links are, from one ideal to one that is hardly usable. */
export interface Weather {
  readonly wan: Omit<LinkRules, 'cut'>
  readonly lan: Omit<LinkRules, 'cut'>
}

/** Ways that are open; `up` is away from the node. */
export interface Ways {
  readonly up: boolean
  readonly down: boolean
}

/** The links. */
export interface Links {
  readonly cut: (nodes: readonly NodeId[], cut: Cut) => void
  readonly heal: (nodes: readonly NodeId[]) => void
  /** Parts two nodes, and joins them again. */
  readonly part: (between: readonly [NodeId, NodeId]) => void
  readonly join: (between: readonly [NodeId, NodeId]) => void
  /** From now on so large a share of packets is lost on every WAN. */
  readonly lose: (share: number) => void
  /** Which ways between a node and the mainland are open. */
  readonly wan: (node: NodeId) => Ways
  /** Whether two nodes reach each other, both ways. */
  readonly lan: (a: NodeId, b: NodeId) => boolean
}

const mainland = [apiAt.host, busAt.host]

/** Lays all links; the weather is everybody's, the length of each drawn. */
export function layLinks(
  network: Network,
  nodes: readonly PlacedNode[],
  weather: Weather,
  random: Random,
): Links {
  const cuts = new Map<NodeId, Cut>()
  const parted = new Set<string>()
  const lanOpen = (a: NodeId, b: NodeId) => !lanCut(cuts, a, b) && !parted.has(pairOf(a, b))
  const hostOf = new Map(nodes.map(({ node, host }) => [node, host]))
  for (const [from, to, rules] of pairs(nodes, weather))
    network.setLink(from, to, { ...rules, latencyMs: rules.latencyMs * (0.5 + random.next()) })
  const apply = () => {
    for (const placed of nodes) {
      const { up, down } = waysOf(cuts.get(placed.node))
      for (const other of mainland) {
        network.setLink(placed.host, other, { cut: !up })
        network.setLink(other, placed.host, { cut: !down })
      }
    }
    for (const a of nodes)
      for (const b of nodes)
        if (a !== b) network.setLink(a.host, b.host, { cut: !lanOpen(a.node, b.node) })
  }
  const reset = (node: NodeId, { peers }: Cut) => {
    const host = hostOf.get(node) ?? ''
    for (const other of mainland) network.reset(host, other)
    if (peers) for (const other of nodes) network.reset(host, other.host)
  }
  return {
    cut: (given, cut) => {
      for (const node of given) cuts.set(node, cut)
      if (cut.reset) for (const node of given) reset(node, cut)
      apply()
    },
    heal: (given) => {
      for (const node of given) cuts.delete(node)
      apply()
    },
    part: ([a, b]) => {
      parted.add(pairOf(a, b))
      apply()
    },
    join: ([a, b]) => {
      parted.delete(pairOf(a, b))
      apply()
    },
    lose: (share) => {
      for (const [from, to, rules] of pairs(nodes, weather))
        if (rules === weather.wan) network.setLink(from, to, { loss: share })
    },
    wan: (node) => waysOf(cuts.get(node)),
    lan: (a, b) => lanOpen(a, b) && lanOpen(b, a),
  }
}

const pairOf = (a: NodeId, b: NodeId): string => [a, b].toSorted().join(' ')

function pairs(
  nodes: readonly PlacedNode[],
  { wan, lan }: Weather,
): readonly (readonly [from: string, to: string, rules: Omit<LinkRules, 'cut'>])[] {
  return nodes.flatMap(({ node, host, site }) => [
    ...mainland.flatMap((other) => [[host, other, wan] as const, [other, host, wan] as const]),
    ...nodes
      .filter((other) => other.node !== node)
      .map((other) => [host, other.host, other.site === site ? lan : wan] as const),
  ])
}

/** What a cut leaves open. */
export const waysOf = (cut: Cut | undefined): Ways => ({
  up: cut === undefined || cut.direction === 'down',
  down: cut === undefined || cut.direction === 'up',
})

function lanCut(cuts: ReadonlyMap<NodeId, Cut>, from: NodeId, to: NodeId): boolean {
  const [leaving, entering] = [cuts.get(from), cuts.get(to)]
  return (
    (leaving?.peers === true && !waysOf(leaving).up) ||
    (entering?.peers === true && !waysOf(entering).down)
  )
}
