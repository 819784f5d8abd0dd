// The store of the small Kubernetes: one resource version for all, a window of history, snapshots.
import { createBroadcast, everything } from '../../src/objects/changes/broadcast.ts'
import { createHistory } from '../../src/objects/changes/history.ts'
import type { Change, Collection, Pin } from '../../src/objects/collection.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import { createShelf } from './shelf.ts'
import type { Shelf } from './shelf.ts'

/** The whole store as data; restoring it forgets all history. */
export interface StoreSnapshot {
  readonly version: number
  readonly objects: readonly { readonly resource: Resource; readonly object: KubeObject }[]
}

/** A collection that can be written; every write is one version. */
export interface Store extends Collection {
  readonly get: (
    resource: Resource,
    namespace: string | undefined,
    name: string,
  ) => KubeObject | undefined
  readonly list: (resource: Resource, namespace: string | undefined) => readonly KubeObject[]
  readonly subscribe: (resource: Resource, each: (change: Change) => void, pin?: Pin) => () => void
  /** Calls `each` for every later change, until cancelled. */
  readonly subscribeAll: (each: (change: Change, resource: Resource) => void) => () => void
  /** Stores `object` under the next version and returns it as stored. */
  readonly put: (resource: Resource, object: KubeObject) => KubeObject
  /** Removes what has the key of `object`; the last state told to watches is `object`. */
  readonly remove: (resource: Resource, object: KubeObject) => KubeObject
  /** Forgets the changes up to `version`. */
  readonly compact: (version: number) => void
  readonly snapshot: () => StoreSnapshot
}

/** What a store begins with. */
export interface StoreOptions {
  /** How many changes are kept at least, once there are as many. */
  readonly changesMax: number
  readonly from?: StoreSnapshot
}

const withVersion = (object: KubeObject, version: number): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: String(version) },
})

/** Opens a store, empty or from a snapshot. Listeners hear changes in order, also of nested writes. */
export function createStore({ changesMax, from }: StoreOptions): Store {
  let version = from?.version ?? 1
  const history = createHistory(version, changesMax)
  const shelves = new Map<string, { readonly resource: Resource; readonly shelf: Shelf }>()
  const told = createBroadcast()
  const shelfOf = (resource: Resource): Shelf => {
    const key = resourceKey(resource)
    const known = shelves.get(key)
    if (known !== undefined) return known.shelf
    const shelf = createShelf()
    const { group, resource: plural } = resource
    shelves.set(key, { resource: { group, resource: plural }, shelf })
    return shelf
  }
  const commit = (resource: Resource, change: Change): KubeObject => {
    history.record(resourceKey(resource), change)
    told.tell(resource, change)
    return change.object
  }
  for (const { resource, object } of from?.objects ?? []) shelfOf(resource).set(object)
  return {
    version: () => version,
    horizon: history.horizon,
    compact: history.forget,
    get: (kind, namespace, name) => shelfOf(kind).get(namespace, name),
    list: (kind, namespace) => shelfOf(kind).list(namespace),
    changes: (kind, after) => history.since(resourceKey(kind), after),
    subscribe: (kind, each, pin) => told.subscribe(resourceKey(kind), each, pin),
    subscribeAll: (each) => told.subscribe(everything, each),
    put: (resource, object) => {
      const shelf = shelfOf(resource)
      const previous = shelf.get(object.metadata.namespace, object.metadata.name)
      const stored = withVersion(object, ++version)
      shelf.set(stored)
      if (previous === undefined)
        return commit(resource, { type: 'ADDED', version, object: stored })
      return commit(resource, { type: 'MODIFIED', version, object: stored, previous })
    },
    remove: (resource, object) => {
      const shelf = shelfOf(resource)
      const previous = shelf.get(object.metadata.namespace, object.metadata.name) ?? object
      const last = withVersion(object, ++version)
      shelf.delete(last)
      return commit(resource, { type: 'DELETED', version, object: last, previous })
    },
    snapshot: () => ({
      version,
      objects: [...shelves.values()].flatMap(({ resource, shelf }) =>
        shelf.list(undefined).map((object) => ({ resource, object })),
      ),
    }),
  }
}
