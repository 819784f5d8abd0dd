// Who may be behind a Service for one node: what the annotations of the three dialects ask for, in the order of preference.
import type { KubeObject } from '../objects/object.ts'

/** Labels of a node. */
export type Labels = Readonly<Record<string, string>>

/**
 * What a Service asks for. `keys`: nodes with the same value of a label, the first key first, `*` for all (SuperEdge);
 * `node`: the node itself; `pool`: its pool (OpenYurt); `group`: its group (KubeEdge).
 */
export type Topology =
  | { readonly by: 'keys'; readonly keys: readonly string[] }
  | { readonly by: 'node' | 'pool' | 'group' }

/** Endpoints that count together: `everybody`, `itself`, or a label key for nodes that have the same value of it. */
export type Ring = string

/** Endpoints wherever they are, also on no node. */
export const everybody: Ring = '*'

/** Endpoints on the node itself. */
export const itself: Ring = ''

/** The label of an OpenYurt pool. */
export const poolLabel = 'apps.openyurt.io/nodepool'

/** The label of a KubeEdge group. */
export const groupLabel = 'apps.kubeedge.io/belonging-to'

/** The label of a Service whose grid's pods have site names: it holds the label key of units. */
const gridKeyLabel = 'superedge.io/grid-uniq-key'

const superEdgeKeys = 'topologyKeys'
const openYurtKeys = 'openyurt.io/topologyKeys'
const kubeEdgeTopology = 'apps.kubeedge.io/service-topology'

const ofOpenYurt: Readonly<Record<string, Topology>> = {
  'kubernetes.io/hostname': { by: 'node' },
  'kubernetes.io/zone': { by: 'pool' },
  'openyurt.io/nodepool': { by: 'pool' },
}

/** What a Service asks for; undefined: nothing, or nothing that can be read. SuperEdge's words come first, KubeEdge's last. */
export function topologyOf({ metadata: { annotations = {} } }: KubeObject): Topology | undefined {
  const keys = keysIn(annotations[superEdgeKeys])
  if (keys !== undefined) return { by: 'keys', keys }
  const named = annotations[openYurtKeys]
  if (named !== undefined && Object.hasOwn(ofOpenYurt, named)) return ofOpenYurt[named]
  return annotations[kubeEdgeTopology] === 'range-nodegroup' ? { by: 'group' } : undefined
}

/** A JSON list of label keys; an empty one asks for nothing. */
function keysIn(text: string | undefined): readonly string[] | undefined {
  if (text === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text) as unknown
  } catch {
    return undefined
  }
  if (!Array.isArray(value) || value.length === 0) return undefined
  const keys = value.filter((key): key is string => typeof key === 'string' && key !== '')
  return keys.length === value.length ? keys : undefined
}

/** The label key that makes site names of a Service's pods; undefined: they have none. */
export const gridKeyOf = ({ metadata }: KubeObject): string | undefined =>
  metadata.labels?.[gridKeyLabel] || undefined

/** The label keys of nodes that the view of a Service goes by. */
export function keysNamedBy(service: KubeObject): readonly string[] {
  const topology = topologyOf(service)
  const gridKey = gridKeyOf(service)
  const named = topology === undefined ? [] : labelsNamedBy(topology)
  return gridKey === undefined ? named : [...new Set([...named, gridKey])]
}

/** The label keys that a topology compares. */
export function labelsNamedBy(topology: Topology): readonly string[] {
  switch (topology.by) {
    case 'keys':
      return topology.keys.filter((key) => key !== everybody)
    case 'node':
      return []
    case 'pool':
      return [poolLabel]
    case 'group':
      return [groupLabel]
  }
}

/**
 * The rings of a node with these labels, the preferred first. A node that has none of the keys sees all; one in no pool, or
 * no group, sees itself; while its own labels are not known it sees no more than itself.
 */
export function ringsOf(topology: Topology, own: Labels | undefined): readonly Ring[] {
  if (own === undefined || topology.by === 'node') return [itself]
  const named = labelsNamedBy(topology).filter((key) => own[key])
  if (topology.by !== 'keys') return named.length > 0 ? named : [itself]
  if (named.length === 0) return [everybody]
  return topology.keys.filter((key) => key === everybody || named.includes(key))
}
