// A collection of which one name alone is looked at: lists of one object need not look at all.
import type { Collection } from '../collection.ts'

/** The collection with lists that hold only what bears the name; changes are all there still. */
export const narrowed = (collection: Collection, name: string): Collection => ({
  version: () => collection.version(),
  horizon: () => collection.horizon(),
  get: (kind, namespace, wanted) => collection.get(kind, namespace, wanted),
  list: (kind, namespace) => {
    if (kind.namespaced && namespace === undefined) return collection.list(kind, namespace)
    const object = collection.get(kind, namespace, name)
    return object === undefined ? [] : [object]
  },
  changes: (kind, version) => collection.changes(kind, version),
  subscribe: (kind, each, pin) => collection.subscribe(kind, each, pin),
})
