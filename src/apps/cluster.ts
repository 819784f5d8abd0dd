// What applications know of the cluster: which nodes have which label, and the objects that name units.
import type { KubeObject, Resource } from '../objects/object.ts'

/** The cluster as apps see it; it changes under them. */
export interface Cluster {
  /** The values of a node label that some node has now, Ready or not, each with these nodes' names; no empty value. */
  readonly valuesOf: (labelKey: string) => ReadonlyMap<string, ReadonlySet<string>>
  readonly nodes: () => Iterable<KubeObject>
  readonly node: (name: string) => KubeObject | undefined
  /** Objects of a kind that units are made of: `NodePool`, `NodeUnit`, …; none where the kind is not installed. */
  readonly objects: (of: Resource) => Iterable<KubeObject>
  readonly object: (of: Resource, name: string) => KubeObject | undefined
}
