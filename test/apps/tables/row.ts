// A table of manifests and their children: what both rendering and a whole cloud before an API server are held to.
import type { KubeObject } from '../../../src/objects/object.ts'

/** One manifest, and all children that it has in all its units. */
export interface Row {
  /** Begins with the number of its rule. */
  readonly title: string
  readonly app: KubeObject
  readonly children: readonly KubeObject[]
}

/** Where all of them lie: nobody else's namespace. */
export const namespace = 'causeway-tables'

/** The label keys by which the nodes of tables are in units: on a cluster of somebody's no other node has them. */
export const zoneKey = 'tables-zone'
/** The same, with a slash. */
export const placeKey = 'tables.causeway.io/place'
/** The label of pools by which tables select them. */
export const regionKey = 'tables-region'

const node = (name: string, labels: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels },
})

const pool = (name: string, labels: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'apps.openyurt.io/v1beta2',
  kind: 'NodePool',
  metadata: { name, labels },
  spec: { type: 'Edge' },
})

/** The nodes that units are made of. */
export const nodes: readonly KubeObject[] = [
  node('tables-n1', { [zoneKey]: 'unit1', [placeKey]: 'west' }),
  node('tables-n2', { [zoneKey]: 'unit2' }),
  node('tables-n3', { [zoneKey]: 'unit2' }),
  node('tables-n4', { [zoneKey]: '' }),
]

/** The pools of OpenYurt. */
export const pools: readonly KubeObject[] = [
  pool('tables-east', { [regionKey]: 'e' }),
  pool('tables-west', { [regionKey]: 'w' }),
]

/** A container as short as it can be. */
export const container = (name: string, image: string): object => ({ name, image })

/** Metadata of a child. */
export const metadata = (
  name: string,
  labels: Readonly<Record<string, string>>,
  annotations?: Readonly<Record<string, string>>,
): KubeObject['metadata'] => ({
  name,
  namespace,
  labels,
  ...(annotations === undefined ? {} : { annotations }),
})
