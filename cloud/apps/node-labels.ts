// Which values of which node labels there are, with the nodes that have them; a change of a node costs its own labels.
import type { KubeObject } from '../../src/objects/object.ts'
import type { ClusterChange } from '../../src/apps/dialect.ts'

type Values = ReadonlyMap<string, ReadonlySet<string>>

const nothing: Values = new Map()

/** An index of nodes by their labels, for those labels that somebody asked for. */
export class NodeLabels {
  readonly #nodes: ReadonlyMap<string, KubeObject>
  readonly #byKey = new Map<string, Map<string, Set<string>>>()

  /** `nodes` changes under it; each change is told by `changed`. */
  constructor(nodes: ReadonlyMap<string, KubeObject>) {
    this.#nodes = nodes
  }

  /** The values of a label; from now on they are kept. */
  valuesOf(key: string): Values {
    if (key === '') return nothing
    const known = this.#byKey.get(key)
    if (known !== undefined) return known
    const values = new Map<string, Set<string>>()
    this.#byKey.set(key, values)
    for (const object of this.#nodes.values())
      add(values, valueOf(object, key), object.metadata.name)
    return values
  }

  /** A node's object is another now, or gone; which values have nodes now that had none, or the other way round. */
  changed(
    node: string,
    before: KubeObject | undefined,
    now: KubeObject | undefined,
  ): readonly ClusterChange[] {
    const changes: ClusterChange[] = []
    for (const [key, values] of this.#byKey) {
      const [old, fresh] = [valueOf(before, key), valueOf(now, key)]
      if (old === fresh) continue
      for (const value of [
        ...(remove(values, old, node) ? [old] : []),
        ...(add(values, fresh, node) ? [fresh] : []),
      ])
        changes.push({ kind: 'label-value', key, value })
    }
    return changes
  }
}

const valueOf = (object: KubeObject | undefined, key: string): string =>
  object?.metadata.labels?.[key] ?? ''

/** Whether the value has its first node now. */
function add(values: Map<string, Set<string>>, value: string, node: string): boolean {
  if (value === '') return false
  const nodes = values.get(value)
  if (nodes === undefined) values.set(value, new Set([node]))
  else nodes.add(node)
  return nodes === undefined
}

/** Whether the value has lost its last node. */
function remove(values: Map<string, Set<string>>, value: string, node: string): boolean {
  const nodes = values.get(value)
  nodes?.delete(node)
  if (nodes?.size !== 0) return false
  return values.delete(value)
}
