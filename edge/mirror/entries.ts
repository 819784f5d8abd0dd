// The entries of a projection: by resource, and in the order of namespace and name.
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { Resource } from '../../src/objects/object.ts'
import type { Layers } from './layers.ts'
import type { Shown } from './shown.ts'

/** What is known of one object. */
export interface Entry {
  readonly key: ObjectKey
  layers: Layers
  shown: Shown | undefined
}

/** The entries of one resource in one namespace, by name. */
interface Shelf {
  /** What all of them share is one text each: there are tens of thousands. */
  readonly at: Omit<ObjectKey, 'name'>
  readonly entries: Map<string, Entry>
  /** Sorted once, until a name comes or goes. */
  sorted: readonly Entry[] | undefined
}

/** Entries by group, resource, namespace and name. */
export class Entries {
  readonly #groups = new Map<string, Map<string, Map<string, Shelf>>>()

  get({ group, resource }: Resource, namespace: string, name: string): Entry | undefined {
    return this.#groups.get(group)?.get(resource)?.get(namespace)?.entries.get(name)
  }

  /** The entry of a key; a new one where there was none. */
  at(key: ObjectKey): Entry {
    const shelf = this.#shelfOf(key)
    const { name } = key
    const known = shelf.entries.get(name)
    if (known !== undefined) return known
    const { group, resource, namespace } = shelf.at
    const own = { group, resource, namespace, name }
    const entry: Entry = { key: own, layers: {}, shown: undefined }
    shelf.entries.set(name, entry)
    shelf.sorted = undefined
    return entry
  }

  delete({ group, resource, namespace, name }: ObjectKey): void {
    const shelves = this.#groups.get(group)?.get(resource)
    const shelf = shelves?.get(namespace)
    if (shelf === undefined || !shelf.entries.delete(name)) return
    shelf.sorted = undefined
    if (shelf.entries.size === 0) shelves?.delete(namespace)
  }

  /** Those of a resource, of one namespace or of all, in order. */
  list({ group, resource }: Resource, namespace: string | undefined): readonly Entry[] {
    const shelves = this.#groups.get(group)?.get(resource)
    const namespaces =
      namespace === undefined ? [...(shelves?.keys() ?? [])].toSorted() : [namespace]
    return namespaces.flatMap((each) => sorted(shelves?.get(each)))
  }

  #shelfOf({ group, resource, namespace }: ObjectKey): Shelf {
    const resources = had(this.#groups, group, () => new Map<string, Map<string, Shelf>>())
    const shelves = had(resources, resource, () => new Map<string, Shelf>())
    const at = { group, resource, namespace }
    return had(shelves, namespace, () => ({ at, entries: new Map(), sorted: undefined }))
  }
}

function sorted(shelf: Shelf | undefined): readonly Entry[] {
  if (shelf === undefined) return []
  shelf.sorted ??= [...shelf.entries.keys()]
    .toSorted()
    .flatMap((name) => shelf.entries.get(name) ?? [])
  return shelf.sorted
}

function had<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
