// Who observes whom in a site: hash rings, so that the load is even and few change when one joins.
import { hash32 } from '../kernel/hash.ts'
import type { NodeId } from '../kernel/ids.ts'

/** The observers of each node: min(n − 1, most) peers, in order of their names. */
export type Observers = ReadonlyMap<NodeId, readonly NodeId[]>

/**
 * Assigns observers. There are as many rings as a node has observers; each orders the members by
 * another hash, and gives a node its next neighbour that no earlier ring gave it.
 */
export function assignObservers(members: readonly NodeId[], observersMax: number): Observers {
  const count = Math.min(members.length - 1, observersMax)
  const chosen = new Map(members.map((node) => [node, new Set<NodeId>()]))
  for (let ring = 0; ring < count; ring++) {
    const order = ringOf(members, ring)
    order.forEach((node, place) => {
      const own = chosen.get(node)
      if (own !== undefined) addNext(own, order, place)
    })
  }
  return new Map([...chosen].map(([node, own]) => [node, [...own].sort(byName)]))
}

/** The nodes that `observer` observes, in order of their names. */
export function subjectsOf(observers: Observers, observer: NodeId): readonly NodeId[] {
  const subjects = [...observers].filter(([, own]) => own.includes(observer))
  return subjects.map(([subject]) => subject).sort(byName)
}

function ringOf(members: readonly NodeId[], ring: number): readonly NodeId[] {
  const placed = members.map((node) => ({ node, place: hash32(`${ring}/${node}`) }))
  placed.sort((a, b) => a.place - b.place || byName(a.node, b.node))
  return placed.map(({ node }) => node)
}

function addNext(own: Set<NodeId>, order: readonly NodeId[], place: number): void {
  for (let step = 1; step < order.length; step++) {
    const next = order[(place + step) % order.length]
    if (next === undefined || own.has(next)) continue
    own.add(next)
    return
  }
}

const byName = (a: NodeId, b: NodeId): number => (a < b ? -1 : a > b ? 1 : 0)
