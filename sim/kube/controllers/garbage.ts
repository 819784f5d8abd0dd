// Garbage collection: what only vanished owners owned goes too; foreground and orphaning deletes are finished.
import type { KubeObject, OwnerReference, ResourceKind } from '../../../src/objects/object.ts'
import { nothing } from './controller.ts'
import type { Controller } from './controller.ts'
import type { Seen } from './kinds.ts'
import { createOwnership, foreground } from './ownership.ts'
import type { Item, Ownership } from './ownership.ts'
import { merge, remove } from './write.ts'
import type { DeleteOptions, Write } from './write.ts'

const orphaning = 'orphan'

/** Collects garbage among objects of these kinds. */
export function garbageCollector(collected: readonly ResourceKind[]): Controller {
  const graph = createOwnership(collected)
  return {
    name: 'generic-garbage-collector',
    account: 'system:serviceaccount:kube-system:generic-garbage-collector',
    watches: collected.map((kind) => ({ kind, keys: (change) => graph.take(kind, change) })),
    reconcile: (key, seen) => {
      const item = graph.itemOf(key, seen)
      return item === undefined ? nothing : { writes: collect(item, graph, seen) }
    },
  }
}

const hasFinalizer = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.finalizers?.includes(finalizer) ?? false

const isDeleting = ({ metadata }: KubeObject): boolean => metadata.deletionTimestamp !== undefined

/** What should happen to one object, given its owners and what it owns. */
function collect(item: Item, graph: Ownership, seen: Seen): readonly Write[] {
  const { kind, object } = item
  if (isDeleting(object)) {
    if (hasFinalizer(object, orphaning)) return orphan(item, graph.dependents(object, seen))
    if (hasFinalizer(object, foreground)) return sweep(item, graph.dependents(object, seen))
    return []
  }
  const references = object.metadata.ownerReferences ?? []
  const fates = references.map((owner) => graph.fate(owner, object, seen))
  const solid = references.filter((_, at) => fates[at] === 'solid')
  if (solid.length === references.length) return []
  if (solid.length > 0) return [release(item, solid)]
  if (fates.includes('waiting') && graph.dependents(object, seen).length > 0)
    return [remove(kind, object, { propagationPolicy: 'Foreground' })]
  return [remove(kind, object, policyOf(object))]
}

/** Finalizers that are there already say how the object's own dependents are to be treated. */
function policyOf(object: KubeObject): DeleteOptions {
  if (hasFinalizer(object, orphaning)) return { propagationPolicy: 'Orphan' }
  const policy = hasFinalizer(object, foreground) ? 'Foreground' : 'Background'
  return { propagationPolicy: policy }
}

/** Releases the dependents, then lets the owner go. */
function orphan(item: Item, dependents: readonly Item[]): readonly Write[] {
  const { uid } = item.object.metadata
  const released = dependents.map((dependent) => {
    const references = dependent.object.metadata.ownerReferences ?? []
    return release(
      dependent,
      references.filter((owner) => owner.uid !== uid),
    )
  })
  return [...released, unfinalize(item, orphaning)]
}

/** Lets the owner go when no dependent is left that blocks it. */
function sweep(item: Item, dependents: readonly Item[]): readonly Write[] {
  const { uid } = item.object.metadata
  const blocking = dependents.filter(({ object }) =>
    object.metadata.ownerReferences?.some(
      (owner) => owner.uid === uid && owner.blockOwnerDeletion === true,
    ),
  )
  return blocking.length === 0 ? [unfinalize(item, foreground)] : []
}

function unfinalize({ kind, object }: Item, finalizer: string): Write {
  const finalizers = object.metadata.finalizers?.filter((each) => each !== finalizer)
  const metadata = { uid: object.metadata.uid, finalizers }
  return { ...merge(kind, object, { metadata }), optional: true }
}

const release = ({ kind, object }: Item, ownerReferences: readonly OwnerReference[]): Write => ({
  ...merge(kind, object, { metadata: { uid: object.metadata.uid, ownerReferences } }),
  optional: true,
})
