// A cluster on paper: nodes and objects of units that tests put there, change and take away.
import { resourceKey } from '../../src/objects/object.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import { mergePatch } from '../../src/objects/patches/merge-patch.ts'
import type { Cluster } from '../../src/apps/cluster.ts'

export class PaperCluster implements Cluster {
  readonly #nodes = new Map<string, KubeObject>()
  readonly #objects = new Map<string, Map<string, KubeObject>>()

  valuesOf = (labelKey: string): ReadonlyMap<string, ReadonlySet<string>> => {
    const values = new Map<string, Set<string>>()
    for (const { metadata } of this.#nodes.values()) {
      const value = metadata.labels?.[labelKey] ?? ''
      if (value !== '') values.set(value, (values.get(value) ?? new Set()).add(metadata.name))
    }
    return values
  }
  nodes = (): Iterable<KubeObject> => this.#nodes.values()
  node = (name: string): KubeObject | undefined => this.#nodes.get(name)
  objects = (of: Resource): Iterable<KubeObject> => this.#of(of).values()
  object = (of: Resource, name: string): KubeObject | undefined => this.#of(of).get(name)

  putNode(node: KubeObject): void {
    this.#nodes.set(node.metadata.name, node)
  }

  patchNode(name: string, patch: unknown): void {
    this.putNode(mergePatch(this.#nodes.get(name), patch) as KubeObject)
  }

  removeNode(name: string): void {
    this.#nodes.delete(name)
  }

  put(of: Resource, object: KubeObject): void {
    this.#of(of).set(object.metadata.name, object)
  }

  remove(of: Resource, name: string): void {
    this.#of(of).delete(name)
  }

  #of(of: Resource): Map<string, KubeObject> {
    const there = this.#objects.get(resourceKey(of)) ?? new Map<string, KubeObject>()
    this.#objects.set(resourceKey(of), there)
    return there
  }
}

/** A node with labels, Ready if not told otherwise. */
export const nodeOf = (
  name: string,
  labels: Readonly<Record<string, string>> = {},
  ready = 'True',
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, resourceVersion: '7', labels },
  status: { conditions: [{ type: 'Ready', status: ready }] },
})
