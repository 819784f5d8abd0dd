// Who owns whom: an index of owner references, kept up by watching every kind.
import type { Change } from '../../../src/objects/collection.ts'
import { resourceKey } from '../../../src/objects/object.ts'
import type { KubeObject, OwnerReference, ResourceKind } from '../../../src/objects/object.ts'
import type { Seen } from './kinds.ts'

/** The finalizer of an owner that waits until its dependents are gone. */
export const foreground = 'foregroundDeletion'

/** An object and its kind. */
export interface Item {
  readonly kind: ResourceKind
  readonly object: KubeObject
}

/** Owners and what they own. */
export interface Ownership {
  /** Takes a change in; answers the keys of what it may concern. */
  readonly take: (kind: ResourceKind, change: Change) => readonly string[]
  readonly itemOf: (key: string, seen: Seen) => Item | undefined
  readonly dependents: (owner: KubeObject, seen: Seen) => readonly Item[]
  /** Whether an owner is there to stay, waits for its dependents to go, or is gone. */
  readonly fate: (owner: OwnerReference, of: KubeObject, seen: Seen) => Fate
}

export type Fate = 'solid' | 'waiting' | 'gone'

/** Ownership among objects of these kinds; owners of other kinds are taken to be there. */
export function createOwnership(collected: readonly ResourceKind[]): Ownership {
  const owned = new Map<string, Set<string>>()
  const byResource = new Map(collected.map((kind) => [resourceKey(kind), kind]))
  const byKind = new Map(collected.map((kind) => [`${kind.group}/${kind.kind}`, kind]))
  const ownerKind = ({ apiVersion, kind }: OwnerReference) =>
    byKind.get(`${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`)
  const itemOf = (key: string, seen: Seen): Item | undefined => {
    const [resource = '', namespace, name = ''] = key.split(' ')
    const kind = byResource.get(resource)
    const object = kind && seen.get(kind, namespace === '' ? undefined : namespace, name)
    return kind && object && { kind, object }
  }
  const index = (key: string, { type, object, previous }: Change) => {
    for (const uid of ownerUids(previous)) owned.get(uid)?.delete(key)
    for (const uid of ownerUids(object)) {
      const keys = owned.get(uid) ?? new Set<string>()
      if (type === 'DELETED') keys.delete(key)
      else owned.set(uid, keys.add(key))
      if (keys.size === 0) owned.delete(uid)
    }
  }
  return {
    itemOf,
    take: (kind, change) => {
      const { type, object } = change
      const key = itemKey(kind, object.metadata.namespace, object.metadata.name)
      index(key, change)
      const dependents = [...(owned.get(object.metadata.uid ?? '') ?? [])]
      const owners = object.metadata.ownerReferences ?? []
      if (type !== 'DELETED') {
        if (object.metadata.deletionTimestamp !== undefined) return [key, ...dependents]
        return owners.length > 0 ? [key] : []
      }
      const waiting = owners.flatMap((owner) => {
        const of = ownerKind(owner)
        return of === undefined ? [] : [itemKey(of, object.metadata.namespace, owner.name)]
      })
      return [...dependents, ...waiting]
    },
    dependents: (owner, seen) => {
      const { uid = '' } = owner.metadata
      return [...(owned.get(uid) ?? [])]
        .map((key) => itemOf(key, seen))
        .filter((item) => item !== undefined)
        .filter(({ object }) => ownerUids(object).includes(uid))
    },
    fate: (owner, { metadata }, seen) => {
      const kind = ownerKind(owner)
      if (kind === undefined) return 'solid'
      const found = seen.get(kind, kind.namespaced ? metadata.namespace : undefined, owner.name)
      if (found?.metadata.uid !== owner.uid) return 'gone'
      const { deletionTimestamp, finalizers = [] } = found.metadata
      return deletionTimestamp !== undefined && finalizers.includes(foreground)
        ? 'waiting'
        : 'solid'
    },
  }
}

const itemKey = (kind: ResourceKind, namespace: string | undefined, name: string): string =>
  [resourceKey(kind), kind.namespaced ? (namespace ?? '') : '', name].join(' ')

const ownerUids = (object: KubeObject | undefined): readonly string[] =>
  object?.metadata.ownerReferences?.map(({ uid }) => uid) ?? []
