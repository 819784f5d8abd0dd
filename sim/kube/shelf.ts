// The objects of one resource, kept in the order of namespace and name.
import type { KubeObject } from '../../src/objects/object.ts'

/** Objects by key, listed in order. */
export interface Shelf {
  readonly get: (namespace: string | undefined, name: string) => KubeObject | undefined
  readonly set: (object: KubeObject) => void
  readonly delete: (object: KubeObject) => void
  readonly list: (namespace: string | undefined) => readonly KubeObject[]
}

// Sorts before every character of a name, so that keys sort as (namespace, name) do.
const separator = '\u0000'
const keyOf = (namespace: string | undefined, name: string): string =>
  `${namespace ?? ''}${separator}${name}`
const objectKey = (object: KubeObject): string =>
  keyOf(object.metadata.namespace, object.metadata.name)

/** An empty shelf. Lists are made once and kept until the next write. */
export function createShelf(): Shelf {
  const objects = new Map<string, KubeObject>()
  let keys: readonly string[] | undefined
  const lists = new Map<string | undefined, readonly KubeObject[]>()
  const sorted = () => (keys ??= [...objects.keys()].toSorted())
  const make = (namespace: string | undefined): readonly KubeObject[] => {
    const prefix = namespace === undefined ? '' : keyOf(namespace, '')
    return sorted().flatMap((key) => (key.startsWith(prefix) ? (objects.get(key) ?? []) : []))
  }
  return {
    get: (namespace, name) => objects.get(keyOf(namespace, name)),
    set: (object) => {
      const key = objectKey(object)
      if (!objects.has(key)) keys = undefined
      objects.set(key, object)
      lists.clear()
    },
    delete: (object) => {
      if (objects.delete(objectKey(object))) keys = undefined
      lists.clear()
    },
    list: (namespace) => {
      const list = lists.get(namespace) ?? make(namespace)
      lists.set(namespace, list)
      return list
    },
  }
}
