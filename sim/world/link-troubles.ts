// What troubles the links of a simulated world at the moment: cuts, parted nodes, and ways that were made poor.
import type { Cut, LinkChange, LinkEnd } from '../plans/step.ts'

/** The troubles. */
export interface LinkTroubles {
  readonly cut: (end: LinkEnd, cut: Cut) => void
  /** Ends a cut, and every change of a way of that end. */
  readonly heal: (end: LinkEnd) => void
  readonly part: (between: readonly [LinkEnd, LinkEnd]) => void
  readonly join: (between: readonly [LinkEnd, LinkEnd]) => void
  readonly change: (from: LinkEnd, to: LinkEnd, rules: LinkChange) => void
  readonly changeOf: (from: LinkEnd, to: LinkEnd) => LinkChange
  /** Whether things pass from one to the other. */
  readonly open: (from: LinkEnd, to: LinkEnd) => boolean
}

/** Ways that are open; `up` is away from the end. */
export interface Ways {
  readonly up: boolean
  readonly down: boolean
}

/** What a cut leaves open. */
export const waysOf = (cut: Cut | undefined): Ways => ({
  up: cut === undefined || cut.direction === 'down',
  down: cut === undefined || cut.direction === 'up',
})

/** None yet. */
export function createTroubles(isNode: (end: LinkEnd) => boolean): LinkTroubles {
  const cuts = new Map<LinkEnd, Cut>()
  const parted = new Map<LinkEnd, Set<LinkEnd>>()
  const isParted = (a: LinkEnd, b: LinkEnd): boolean => parted.get(a)?.has(b) === true
  const side = (of: LinkEnd): Set<LinkEnd> => {
    const from = parted.get(of) ?? new Set<LinkEnd>()
    parted.set(of, from)
    return from
  }
  const changes = new Map<LinkEnd, Map<LinkEnd, LinkChange>>()
  const changeOf = (from: LinkEnd, to: LinkEnd): LinkChange => changes.get(from)?.get(to) ?? {}
  const blocks = (end: LinkEnd, way: 'up' | 'down', other: LinkEnd): boolean => {
    const cut = cuts.get(end)
    if (cut === undefined || (!cut.peers && isNode(end) && isNode(other))) return false
    return !waysOf(cut)[way]
  }
  return {
    cut: (end, cut) => void cuts.set(end, cut),
    heal: (end) => {
      cuts.delete(end)
      changes.delete(end)
      for (const to of changes.values()) to.delete(end)
    },
    part: ([a, b]) => {
      side(a).add(b)
      side(b).add(a)
    },
    join: ([a, b]) => {
      side(a).delete(b)
      side(b).delete(a)
    },
    change: (from, to, rules) => {
      const own = changes.get(from) ?? new Map<LinkEnd, LinkChange>()
      changes.set(from, own.set(to, rules))
    },
    changeOf,
    open: (from, to) =>
      changeOf(from, to).cut !== true &&
      !isParted(from, to) &&
      !blocks(from, 'up', to) &&
      !blocks(to, 'down', from),
  }
}
