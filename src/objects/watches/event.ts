// What a change means to a watch: an object that enters its selection is ADDED, one that leaves it is DELETED.
import type { Change } from '../collection.ts'
import type { KubeObject } from '../object.ts'
import type { WatchSpec } from './spec.ts'

/** An event of one object. */
export interface WatchEvent {
  readonly type: Change['type']
  readonly object: KubeObject
}

/** The event that a watch makes of a change, if any. */
export function eventOf(spec: WatchSpec, change: Change): WatchEvent | undefined {
  const { object, previous, version } = change
  if (spec.namespace !== undefined && object.metadata.namespace !== spec.namespace) return undefined
  const was = change.type !== 'ADDED' && spec.matches(previous ?? object)
  const is = change.type !== 'DELETED' && spec.matches(object)
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object }
  if (!was) return undefined
  const last = change.type === 'DELETED' ? object : (previous ?? object)
  return { type: 'DELETED', object: atVersion(last, version) }
}

const copies = new WeakMap<KubeObject, KubeObject>()

/** The object under another version: what left a selection is told as it was, with the version in which it left. */
function atVersion(object: KubeObject, version: number): KubeObject {
  const resourceVersion = String(version)
  if (object.metadata.resourceVersion === resourceVersion) return object
  const known = copies.get(object)
  if (known?.metadata.resourceVersion === resourceVersion) return known
  const copy = { ...object, metadata: { ...object.metadata, resourceVersion } }
  copies.set(object, copy)
  return copy
}
