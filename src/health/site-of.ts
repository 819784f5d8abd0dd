// A node's site, from its labels: our own, else its pool, group or unit, else a site of its own.
import { siteId, type NodeId, type SiteId } from '../kernel/ids.ts'

type Labels = Readonly<Record<string, string>>

/** In this order; the first that is there and not empty counts. */
const siteLabels = [
  'causeway.io/site',
  'apps.openyurt.io/nodepool',
  'apps.openyurt.io/desired-nodepool',
  'apps.kubeedge.io/belonging-to',
] as const

/** SuperEdge writes the unit into the label's key. */
const unitValue = 'nodeunits.superedge.io'

/** SuperEdge puts every node into this unit. */
const unitOfAll = 'unit-node-all'

/** The site of a node. */
export function siteOf(node: NodeId, labels: Labels): SiteId {
  const named = siteLabels.map((label) => labels[label]).find((value) => (value ?? '') !== '')
  return siteId(named ?? unitOf(labels) ?? node)
}

/** Of several units the first by name, so that all who ask agree. */
function unitOf(labels: Labels): string | undefined {
  const units = Object.keys(labels).filter((key) => labels[key] === unitValue && key !== unitOfAll)
  return units.sort()[0]
}
