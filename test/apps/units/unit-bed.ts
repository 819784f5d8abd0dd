// A cluster on paper whose nodes are given what their units give them, as the controller does it.
import type { KubeObject, Resource } from '../../../src/objects/object.ts'
import { nodeChange } from '../../../src/apps/units/node-change.ts'
import { UnitIndex } from '../../../src/apps/units/unit-index.ts'
import { nodeOf, PaperCluster } from '../paper-cluster.ts'

export const of = {
  pool: { group: 'apps.openyurt.io', resource: 'nodepools' },
  unit: { group: 'site.superedge.io', resource: 'nodeunits' },
  unitGroup: { group: 'site.superedge.io', resource: 'nodegroups' },
  group: { group: 'apps.kubeedge.io', resource: 'nodegroups' },
} satisfies Record<string, Resource>

const versions: Readonly<Record<string, readonly [string, string]>> = {
  'apps.openyurt.io/nodepools': ['apps.openyurt.io/v1beta2', 'NodePool'],
  'site.superedge.io/nodeunits': ['site.superedge.io/v1alpha2', 'NodeUnit'],
  'site.superedge.io/nodegroups': ['site.superedge.io/v1alpha2', 'NodeGroup'],
  'apps.kubeedge.io/nodegroups': ['apps.kubeedge.io/v1alpha1', 'NodeGroup'],
}

export function unitOf(
  { group, resource }: Resource,
  name: string,
  spec: object,
  metadata: object = {},
): KubeObject {
  const [apiVersion = '', kind = ''] = versions[`${group}/${resource}`] ?? []
  return { apiVersion, kind, metadata: { name, resourceVersion: '3', ...metadata }, spec }
}

export class UnitBed {
  readonly cluster = new PaperCluster()
  readonly index = new UnitIndex(this.cluster)

  node(name: string, labels: Readonly<Record<string, string>> = {}, ready = 'True'): this {
    this.cluster.putNode(nodeOf(name, labels, ready))
    this.index.takeNode(name)
    return this
  }

  put(kind: Resource, name: string, spec: object, metadata: object = {}): this {
    this.cluster.put(kind, unitOf(kind, name, spec, metadata))
    this.index.takeUnit(kind, name)
    return this
  }

  remove(kind: Resource, name: string): this {
    this.cluster.remove(kind, name)
    this.index.takeUnit(kind, name)
    return this
  }

  /** The patch of a node, or undefined. */
  change(name: string): unknown {
    const node = this.cluster.node(name)
    if (node === undefined) return undefined
    const settled = this.index.settledFor(name)
    return nodeChange(node, settled.given, this.index.strayMarks(node, settled))
  }

  /** Somebody patches a node. */
  patch(name: string, patch: unknown): this {
    this.cluster.patchNode(name, patch)
    this.index.takeNode(name)
    return this
  }

  /** Gives until nothing is to be given; the number of writes, at most `max`. */
  settle(max = 1000): number {
    for (let writes = 0; ;) {
      const before = writes
      for (const { metadata } of [...this.cluster.nodes()]) {
        const change = this.change(metadata.name)
        if (change === undefined) continue
        this.patch(metadata.name, change)
        writes++
      }
      if (writes === before || writes > max) return writes
    }
  }

  labels(name: string): Readonly<Record<string, string>> {
    return this.cluster.node(name)?.metadata.labels ?? {}
  }
}
