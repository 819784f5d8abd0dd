// Who has met whom: whose agent has heard another's for a while, on a disk that it still has.
import type { NodeId, SiteId } from '../../src/kernel/ids.ts'
import type { PlacedNode } from './layout.ts'

/** What acquaintance is seen in. */
export interface AcquaintanceParts {
  readonly now: () => number
  readonly members: ReadonlyMap<SiteId, readonly PlacedNode[]>
  /** Whether all is well between two agents and the cloud, so that one hears the other. */
  readonly hears: (observer: NodeId, of: NodeId) => boolean
  /** Who hears another for so long has met it. */
  readonly metMs: number
}

/** Who has met whom. */
export interface Acquaintance {
  /** Looks who hears whom; called whenever something may have changed. */
  readonly look: () => void
  /** A disk was changed: its agent may know nobody any more. */
  readonly forget: (observer: NodeId) => void
  /** Whether one of its peers has met a node. */
  readonly isMet: (of: NodeId) => boolean
}

interface Pair {
  readonly observer: NodeId
  readonly of: NodeId
  since: number | undefined
  isMet: boolean
}

/** Of a large site only so many peers of each node are looked at. */
const peersMax = 6

/** Nobody knows anybody yet. */
export function createAcquaintance(parts: AcquaintanceParts): Acquaintance {
  const { now, members, hears, metMs } = parts
  const pairs = [...members.values()].flatMap(pairsOf)
  return {
    look: () => {
      for (const pair of pairs) {
        if (pair.isMet) continue
        pair.since = hears(pair.observer, pair.of) ? (pair.since ?? now()) : undefined
        pair.isMet = pair.since !== undefined && now() - pair.since >= metMs
      }
    },
    forget: (observer) => {
      for (const pair of pairs)
        if (pair.observer === observer) Object.assign(pair, { since: undefined, isMet: false })
    },
    isMet: (node) => pairs.some(({ of, isMet }) => of === node && isMet),
  }
}

/** Each node with those that follow it in its site. */
const pairsOf = (site: readonly PlacedNode[]): readonly Pair[] =>
  site.flatMap(({ node: of }, place) =>
    [...site.slice(place + 1), ...site.slice(0, place)]
      .slice(0, peersMax)
      .map(({ node: observer }) => ({ observer, of, since: undefined, isMet: false })),
  )
