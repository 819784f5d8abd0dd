// The entries of a projection: by resource, and in the order of namespace and name.
import type { ObjectKey } from '../../src/mirror/scope.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { Resource } from '../../src/objects/object.ts'
import type { Layers } from './layers.ts'
import type { Shown } from './shown.ts'

/** What is known of one object. */
export interface Entry {
  readonly key: ObjectKey
  layers: Layers
  shown: Shown | undefined
}

interface Shelf {
  readonly entries: Map<string, Entry>
  /** Sorted once, until a key comes or goes. */
  sorted: readonly string[] | undefined
}

// Sorts before every character of a name, so that keys sort as (namespace, name) do.
const placeOf = (namespace: string, name: string): string => `${namespace}\u0000${name}`

/** Entries by resource. */
export class Entries {
  readonly #shelves = new Map<string, Shelf>()

  get(resource: Resource, namespace: string, name: string): Entry | undefined {
    return this.#shelves.get(resourceKey(resource))?.entries.get(placeOf(namespace, name))
  }

  /** The entry of a key; a new one where there was none. */
  at(key: ObjectKey): Entry {
    const known = this.get(key, key.namespace, key.name)
    if (known !== undefined) return known
    const entry: Entry = { key, layers: {}, shown: undefined }
    const shelf = this.#shelfOf(key)
    shelf.entries.set(placeOf(key.namespace, key.name), entry)
    shelf.sorted = undefined
    return entry
  }

  delete(key: ObjectKey): void {
    const shelf = this.#shelfOf(key)
    if (shelf.entries.delete(placeOf(key.namespace, key.name))) shelf.sorted = undefined
  }

  /** Those of a resource, of one namespace or of all, in order. */
  list(resource: Resource, namespace: string | undefined): readonly Entry[] {
    const { entries, sorted } = this.#sorted(resource)
    const prefix = namespace === undefined ? '' : placeOf(namespace, '')
    return sorted.flatMap((place) => (place.startsWith(prefix) ? (entries.get(place) ?? []) : []))
  }

  #sorted(resource: Resource): Shelf & { readonly sorted: readonly string[] } {
    const shelf = this.#shelfOf(resource)
    shelf.sorted ??= [...shelf.entries.keys()].toSorted()
    return { entries: shelf.entries, sorted: shelf.sorted }
  }

  #shelfOf(resource: Resource): Shelf {
    const key = resourceKey(resource)
    const shelf = this.#shelves.get(key) ?? { entries: new Map<string, Entry>(), sorted: undefined }
    this.#shelves.set(key, shelf)
    return shelf
  }
}
