// Events have two versions of quite different fields: one is stored, the other is made of it.
import type { Change } from '../../src/objects/collection.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import type { Store } from './store.ts'

const stored: Resource = { group: '', resource: 'events' }
const isNewer = ({ group, resource }: Resource): boolean =>
  group === 'events.k8s.io' && resource === 'events'

/** Names of fields in the stored version and in the newer one. */
const fields: readonly (readonly [stored: string, newer: string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
  ['reportingComponent', 'reportingController'],
]
const toNewer = new Map(fields)
const toStored = new Map(fields.map(([one, other]) => [other, one] as const))

const renamed = (
  object: KubeObject,
  names: ReadonlyMap<string, string>,
  apiVersion: string,
): KubeObject => {
  const entries = Object.entries(object).map(([name, value]) => [names.get(name) ?? name, value])
  const all = Object.fromEntries(entries) as KubeObject
  const missing = apiVersion === 'v1' ? { source: {}, involvedObject: {} } : { regarding: {} }
  return { ...missing, ...all, apiVersion }
}

const known = new WeakMap<KubeObject, KubeObject>()

/** The newer version of a stored event. */
function newer(event: KubeObject): KubeObject {
  const made = known.get(event) ?? renamed(event, toNewer, 'events.k8s.io/v1')
  known.set(event, made)
  return made
}

const older = (event: KubeObject): KubeObject => {
  const made = renamed(event, toStored, 'v1')
  return isJson(made['source']) ? made : { ...made, source: {} }
}

const newerChange = ({ object, previous, ...change }: Change): Change => ({
  ...change,
  object: newer(object),
  ...(previous === undefined ? {} : { previous: newer(previous) }),
})

/** The store, in which events can be read and written in both versions. */
export function withEventVersions(store: Store): Store {
  return {
    ...store,
    get: (resource, namespace, name) => {
      if (!isNewer(resource)) return store.get(resource, namespace, name)
      const event = store.get(stored, namespace, name)
      return event === undefined ? undefined : newer(event)
    },
    list: (resource, namespace) =>
      isNewer(resource)
        ? store.list(stored, namespace).map(newer)
        : store.list(resource, namespace),
    changes: (kind, version) =>
      isNewer(kind)
        ? store.changes({ ...kind, ...stored }, version).map(newerChange)
        : store.changes(kind, version),
    subscribe: (resource, each, pin) =>
      isNewer(resource)
        ? store.subscribe(stored, (change) => each(newerChange(change)))
        : store.subscribe(resource, each, pin),
    put: (resource, object) =>
      isNewer(resource) ? newer(store.put(stored, older(object))) : store.put(resource, object),
    remove: (resource, object) =>
      isNewer(resource)
        ? newer(store.remove(stored, older(object)))
        : store.remove(resource, object),
  }
}
