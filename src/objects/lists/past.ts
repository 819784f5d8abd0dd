// A collection as it was at an earlier version, found by taking back the changes since.
import type { Collection } from '../collection.ts'
import type { KubeObject, ResourceKind } from '../object.ts'

/** The objects of a kind at `version` (not before the horizon), ordered by namespace and name. */
export function listAt(
  collection: Collection,
  kind: ResourceKind,
  namespace: string | undefined,
  version: number,
): readonly KubeObject[] {
  const now = collection.list(kind, namespace)
  const undone = undoneSince(collection, kind, namespace, version)
  if (undone.size === 0) return now
  const unchanged = now.filter((object) => !undone.has(keyOf(object)))
  const restored = [...undone.values()].filter((object) => object !== undefined)
  return [...unchanged, ...restored].toSorted(inOrder)
}

/** By key, what each object changed since was at `version`; undefined if it was not there. */
function undoneSince(
  collection: Collection,
  kind: ResourceKind,
  namespace: string | undefined,
  version: number,
): ReadonlyMap<string, KubeObject | undefined> {
  const undone = new Map<string, KubeObject | undefined>()
  for (const change of collection.changes(kind, version)) {
    const key = keyOf(change.object)
    const inside = namespace === undefined || change.object.metadata.namespace === namespace
    if (inside && !undone.has(key)) undone.set(key, change.previous)
  }
  return undone
}

const keyOf = ({ metadata: { namespace = '', name } }: KubeObject): string =>
  `${namespace}\u0000${name}`

/** By namespace, then by name; in code units, as stores do. */
export function inOrder(a: KubeObject, b: KubeObject): number {
  const one = keyOf(a)
  const two = keyOf(b)
  return one < two ? -1 : one > two ? 1 : 0
}
