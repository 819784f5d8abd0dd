// What local clients see, as far as writes that are made alone need it: the feeds' objects, and what lies over them.
import type { WriteTarget } from '../../src/mirror/pending/write.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { KubeObject, ResourceKind } from '../../src/objects/object.ts'

/** A kind of object, whatever its version. */
type Resource = Pick<ResourceKind, 'group' | 'resource'>
type OfObject<Outcome> = (
  resource: Resource,
  namespace: string | undefined,
  name: string,
) => Outcome

/** The node's view of objects; whoever watches is told of each change as it is made. */
export interface LocalView {
  /** An object as local clients see it, with the node's own resource version. */
  readonly get: OfObject<KubeObject | undefined>
  /** An object as the cloud has told it, with its origin's resource version, whatever lies over it. */
  readonly fed: OfObject<KubeObject | undefined>
  /** Whether feeds bring objects of this kind at all. */
  readonly carries: (resource: Resource) => boolean
  /** The object is so from now on; it is answered with the node's own resource version. */
  readonly put: (resource: Resource, object: KubeObject) => KubeObject
  /** The object is gone from now on. */
  readonly drop: OfObject<void>
  /** What the cloud tells is believed again. */
  readonly settle: OfObject<void>
}

/** The names of an object, as a view takes them. */
export const placeOf = (
  key: ObjectKey | WriteTarget,
): readonly [Resource, string | undefined, string] => [
  key,
  key.namespace === '' ? undefined : key.namespace,
  key.name,
]
