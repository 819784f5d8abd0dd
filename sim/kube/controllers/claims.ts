// Which objects a controller's object owns: adopts what its selector matches, releases what it no longer does.
import type { KubeObject, OwnerReference, ResourceKind } from '../../../src/objects/object.ts'
import { selects } from './labels.ts'
import type { Workload } from './objects.ts'
import { merge } from './write.ts'
import type { Write } from './write.ts'

/** The reference by which `owner` controls an object. */
export const controlledBy = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
})

/** Who controls the object. */
export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((owner) => owner.controller === true)

/** What is owned, and what must be written for it to be so. */
export interface Claims<T> {
  readonly owned: readonly T[]
  readonly writes: readonly Write[]
}

/** Claims among objects of one kind in the owner's namespace. */
export function claims<T extends KubeObject>(
  owner: Workload,
  kind: ResourceKind,
  candidates: readonly T[],
): Claims<T> {
  const owned: T[] = []
  const writes: Write[] = []
  const deleting = owner.metadata.deletionTimestamp !== undefined
  for (const object of candidates) {
    const controller = controllerOf(object)
    const matches = selects(owner.spec.selector, object.metadata.labels)
    if (controller?.uid === owner.metadata.uid) {
      if (matches || deleting) owned.push(object)
      else writes.push(release(kind, object, owner))
    } else if (controller === undefined && matches && !deleting && !isDeleting(object)) {
      writes.push(adopt(kind, object, owner))
    }
  }
  return { owned, writes }
}

const isDeleting = (object: KubeObject) => object.metadata.deletionTimestamp !== undefined

function adopt(kind: ResourceKind, object: KubeObject, owner: KubeObject): Write {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controlledBy(owner)]
  return merge(kind, object, { metadata: { uid: object.metadata.uid, ownerReferences } })
}

function release(kind: ResourceKind, object: KubeObject, owner: KubeObject): Write {
  const ownerReferences = object.metadata.ownerReferences?.filter(
    ({ uid }) => uid !== owner.metadata.uid,
  )
  return merge(kind, object, { metadata: { uid: object.metadata.uid, ownerReferences } })
}
