// How a node shows some objects otherwise than the cloud tells them.
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { Resource } from '../../src/objects/object.ts'

/** Other bytes for some objects. */
export interface Dress {
  /** Of these resources. */
  readonly resources: readonly Resource[]
  /** What is shown for the bytes of an object; the same bytes for all others. It keeps name and resource version. */
  readonly bytes: (key: ObjectKey, bytes: Uint8Array) => Uint8Array
}
