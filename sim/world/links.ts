// The links of a simulated world: how long each is, which directions are cut at the moment, which are made poor.
import type { NodeId, SiteId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { LinkRules } from '../network/link.ts'
import type { Network } from '../network/network.ts'
import type { Cut, LinkChange, LinkEnd, Party, Way } from '../plans/step.ts'
import { apiAt, membersOf } from './layout.ts'
import type { Mainland, PlacedNode } from './layout.ts'
import { createTroubles } from './link-troubles.ts'
import { isPoor } from './poor.ts'

/** How good the links are, from one ideal to one that is hardly usable. */
export interface Weather {
  readonly wan: WeatherOfLink
  readonly lan: WeatherOfLink
}

/** The weather of one kind of link. */
export type WeatherOfLink = Pick<LinkRules, 'latencyMs' | 'jitterMs' | 'loss'>

/** The links. */
export interface Links {
  readonly cut: (parties: readonly Party[], cut: Cut) => void
  /** Cuts end, and links are as the weather has them. */
  readonly heal: (parties: readonly Party[]) => void
  /** Parts two nodes, and joins them again. */
  readonly part: (between: readonly [NodeId, NodeId]) => void
  readonly join: (between: readonly [NodeId, NodeId]) => void
  /** From now on so large a share of packets is lost on every WAN. */
  readonly lose: (share: number) => void
  /** Makes a link otherwise than the weather has it. */
  readonly change: (way: Way, rules: LinkChange) => void
  readonly reset: (a: LinkEnd, b: LinkEnd) => void
  /** Whether things pass from one to the other, however slowly. */
  readonly open: (from: LinkEnd, to: LinkEnd) => boolean
  /** Whether both ways are open and fit to be used. */
  readonly good: (a: LinkEnd, b: LinkEnd) => boolean
}

/** What is linked. */
export interface LinkedParts {
  readonly network: Network
  readonly nodes: readonly PlacedNode[]
  readonly mainland: Mainland
}

/** Lays all links; the weather is everybody's, the length of each drawn. */
export function layLinks(parts: LinkedParts, weather: Weather, random: Random): Links {
  const { ends, hostOf, endOf } = endsOf(parts)
  const named = new Set<LinkEnd>(parts.nodes.map(({ node }) => node))
  const isNode = (end: LinkEnd): boolean => named.has(end)
  const troubles = createTroubles(isNode)
  const ways = layWays(ends, parts, weather).map(({ rules, ...way }) => {
    const latencyMs = rules.latencyMs * (0.5 + random.next())
    return { ...way, rules: { ...rules, latencyMs } }
  })
  let lost: LinkChange = {}
  const apply = (): void => {
    for (const { from, to, rules, isWan } of ways) {
      const cut = !troubles.open(from, to)
      const now = {
        ...plain,
        ...rules,
        ...(isWan ? lost : {}),
        ...troubles.changeOf(from, to),
        cut,
      }
      parts.network.setLink(hostOf(from), hostOf(to), now)
    }
  }
  const changed =
    <T extends readonly unknown[]>(change: (...given: T) => void) =>
    (...given: T): void => {
      change(...given)
      apply()
    }
  const reset = (a: LinkEnd, b: LinkEnd): void => parts.network.reset(hostOf(a), hostOf(b))
  const resetAll = (party: LinkEnd, { peers }: Cut): void => {
    for (const other of ends)
      if (other !== party && (peers || !isNode(party) || !isNode(other))) reset(party, other)
  }
  const isFit = (from: LinkEnd, to: LinkEnd): boolean =>
    troubles.open(from, to) && !isPoor(troubles.changeOf(from, to))
  apply()
  return {
    cut: changed((given, cut) => {
      for (const party of given.map(endOf)) troubles.cut(party, cut)
      if (cut.reset) for (const party of given) resetAll(endOf(party), cut)
    }),
    heal: changed((given) => given.map(endOf).forEach(troubles.heal)),
    part: changed((between) => troubles.part(between)),
    join: changed((between) => troubles.join(between)),
    change: changed(({ from, to, oneWay }, rules) => {
      troubles.change(endOf(from), endOf(to), rules)
      if (!oneWay) troubles.change(endOf(to), endOf(from), rules)
    }),
    lose: changed((share) => {
      lost = { loss: share }
    }),
    reset: (a, b) => reset(endOf(a), endOf(b)),
    open: (from, to) => troubles.open(endOf(from), endOf(to)),
    good: (a, b) => isFit(endOf(a), endOf(b)) && isFit(endOf(b), endOf(a)),
  }
}

/** What a link is where nothing else is said of it. */
const plain = { bytesPerSecond: Infinity, repeated: 0, reordered: 0 } as const

/** All ends of links, and where each is; where the cloud serves the bus itself, `bus` is that end. */
function endsOf({ nodes, mainland }: LinkedParts) {
  const { busAt, logsAt, clouds } = mainland
  const hosts = new Map<LinkEnd, string>([
    ['kubernetes', apiAt.host],
    ...(logsAt === undefined ? [] : [['bus', busAt.host] as const]),
    ...clouds.map(({ name, host }) => [name, host] as const),
    ...nodes.map(({ node, host }) => [node, host] as const),
  ])
  const busEnd = clouds.find(({ host }) => host === busAt.host)?.name ?? 'bus'
  return {
    ends: [...hosts.keys()],
    hostOf: (end: LinkEnd) => hosts.get(end) ?? busAt.host,
    endOf: (end: LinkEnd) => (end === 'bus' ? busEnd : end),
  }
}

interface LaidWay {
  readonly from: LinkEnd
  readonly to: LinkEnd
  readonly isWan: boolean
  readonly rules: WeatherOfLink
}

/** The ways that anybody uses; within a site, and on the mainland, all is near. Sites have no way to each other. */
function layWays(
  ends: readonly LinkEnd[],
  { nodes }: LinkedParts,
  { wan, lan }: Weather,
): readonly LaidWay[] {
  const sites = new Map<LinkEnd, SiteId>(nodes.map(({ node, site }) => [node, site]))
  const mainland = ends.filter((end) => !sites.has(end))
  const members = membersOf(nodes)
  return ends.flatMap((from) => {
    const site = sites.get(from)
    const near = site === undefined ? [] : (members.get(site) ?? []).map(({ node }) => node)
    const others = site === undefined ? ends : [...mainland, ...near]
    return others
      .filter((to) => to !== from)
      .map((to) => {
        const isWan = sites.has(from) !== sites.has(to)
        return { from, to, isWan, rules: isWan ? wan : lan }
      })
  })
}
