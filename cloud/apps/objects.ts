// The objects that applications are made of and make, as reflectors tell of them: by kind, and children by their owner.
import { part } from '../../src/objects/fields.ts'
import type { AppKind } from '../../src/apps/dialect.ts'
import { placeOf } from '../../src/apps/unit-step.ts'
import type { Place } from '../../src/apps/unit-step.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'

/** The uid of an object's controller. */
export const controllerOf = (object: KubeObject): string | undefined =>
  object.metadata.ownerReferences?.find((each) => each.controller === true)?.uid

/** A namespaced name as one text. */
export const nameOf = (namespace: string | undefined, name: string): string =>
  `${namespace ?? ''}/${name}`

/** What is known of the cluster. */
export class Objects {
  readonly #kinds = new Map<string, Map<string, KubeObject>>()
  readonly #places = new Map<Place, KubeObject>()
  readonly #children = new Map<string, Map<Place, KubeObject>>()

  /** All of a kind, by `namespace/name`; it changes under whoever holds it. */
  of(kind: Resource): ReadonlyMap<string, KubeObject> {
    return this.#of(kind)
  }

  at(place: Place): KubeObject | undefined {
    return this.#places.get(place)
  }

  /** What is controlled by the object of this uid. */
  childrenOf(owner: string): Iterable<KubeObject> {
    return this.#children.get(owner)?.values() ?? []
  }

  /** Takes an object as it is now; what was there before, if anything. */
  take(kind: AppKind, object: KubeObject): KubeObject | undefined {
    const { namespace, name } = object.metadata
    const objects = this.#of(kind)
    const before = objects.get(nameOf(namespace, name))
    if (before !== undefined) this.#forget(before)
    // Lists leave both out of their items.
    const whole = { ...kept(object), apiVersion: versionOf(kind), kind: kind.kind }
    objects.set(nameOf(namespace, name), whole)
    const place = placeOf(whole)
    this.#places.set(place, whole)
    const owner = controllerOf(whole)
    if (owner === undefined) return before
    const children = this.#children.get(owner) ?? new Map<Place, KubeObject>()
    this.#children.set(owner, children.set(place, whole))
    return before
  }

  /** An object is gone; as it was. */
  drop(kind: Resource, namespace: string | undefined, name: string): KubeObject | undefined {
    const objects = this.#of(kind)
    const before = objects.get(nameOf(namespace, name))
    if (before === undefined) return undefined
    objects.delete(nameOf(namespace, name))
    this.#forget(before)
    return before
  }

  #of(kind: Resource): Map<string, KubeObject> {
    const known = this.#kinds.get(resourceKey(kind))
    if (known !== undefined) return known
    const objects = new Map<string, KubeObject>()
    this.#kinds.set(resourceKey(kind), objects)
    return objects
  }

  #forget(object: KubeObject): void {
    const place = placeOf(object)
    this.#places.delete(place)
    const owner = controllerOf(object)
    const children = owner === undefined ? undefined : this.#children.get(owner)
    children?.delete(place)
    if (owner !== undefined && children?.size === 0) this.#children.delete(owner)
  }
}

/** What is kept of an object: not who manages which field, and of a node's status not its images and addresses. */
function kept(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata
  if (object.kind !== 'Node') return { ...object, metadata }
  const { conditions } = part(object, 'status')
  return { ...object, metadata, status: { conditions } }
}

const versionOf = ({ group, version }: AppKind): string =>
  group === '' ? version : `${group}/${version}`
