// The links of the field: which directions are cut, and what the others are like.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { LinkRules } from '../network/link.ts'
import type { Cut, Party } from '../plans/step.ts'
import type { PlacedNode } from '../world/layout.ts'
import { waysOf } from '../world/link-troubles.ts'
import type { Weather } from '../world/links.ts'

/** A node, or where Kubernetes is. */
export type Place = NodeId | 'mainland'

/** The links. */
export interface FieldLinks {
  readonly isOpen: (from: Place, to: Place) => boolean
  readonly rules: (from: Place, to: Place) => Omit<LinkRules, 'cut'>
  readonly cut: (parties: readonly Party[], cut: Cut) => void
  readonly heal: (parties: readonly Party[]) => void
  /** From now on all WANs lose such a share of packets. */
  readonly lose: (share: number) => void
}

/** Links of which none is cut; whatever leaves a site goes over its WAN. */
export function createFieldLinks(nodes: readonly PlacedNode[], weather: Weather): FieldLinks {
  const siteOf = new Map<Place, string>(nodes.map(({ node, site }) => [node, site]))
  const cuts = new Map<Place | Party, Cut>()
  let { wan } = weather
  const isWan = (from: Place, to: Place): boolean => siteOf.get(from) !== siteOf.get(to)
  return {
    isOpen: (from, to) => {
      const [leaving, entering] = [cuts.get(from), cuts.get(to)]
      const isTaken = (cut: Cut | undefined): boolean => isWan(from, to) || cut?.peers === true
      const leaves = !isTaken(leaving) || waysOf(leaving).up
      return leaves && (!isTaken(entering) || waysOf(entering).down)
    },
    rules: (from, to) => (isWan(from, to) ? wan : weather.lan),
    cut: (given, cut) => {
      for (const party of given) cuts.set(party, cut)
    },
    heal: (given) => {
      for (const party of given) cuts.delete(party)
    },
    lose: (share) => {
      wan = { ...wan, loss: share }
    },
  }
}
