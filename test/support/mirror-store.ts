// A node's projection as a store that tests write to: what is put comes by a feed.
import { Projection } from '../../edge/mirror/projection.ts'
import { objectBytes } from '../../edge/mirror/shown.ts'
import type { Collection } from '../../src/objects/collection.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'

/** What the stories of recordings do to a store. */
export interface WrittenStore extends Collection {
  readonly put: (resource: Resource, object: KubeObject) => unknown
  readonly remove: (resource: Resource, object: KubeObject) => unknown
}

/** A projection whose versions begin at 1, as those of a small Kubernetes do; `projection` is itself. */
export function mirrorStore(): WrittenStore & { readonly projection: Projection } {
  const projection = new Projection('n1', { changesMax: 100_000, bytesMax: 1 << 30 })
  projection.begin(0, 0, () => {})
  const keyOf = ({ group, resource }: Resource, { metadata }: KubeObject) => {
    const { namespace = '', name } = metadata
    return { group, resource, namespace, name }
  }
  let origin = 0
  const put = (resource: Resource, object: KubeObject): void => {
    const resourceVersion = String((origin += 1))
    const fed = { ...object, metadata: { ...object.metadata, resourceVersion } }
    projection.place('node/n1', keyOf(resource, object), objectBytes(fed))
  }
  // As in a small Kubernetes, the first version is nobody's.
  put(
    { group: '', resource: 'nothings' },
    { apiVersion: 'v1', kind: 'Nothing', metadata: { name: 'n' } },
  )
  const { version, horizon, get, list, changes, subscribe } = projection
  return {
    ...{ version, horizon, get, list, changes, subscribe },
    projection,
    put,
    remove: (resource, object) => projection.leave('node/n1', keyOf(resource, object)),
  }
}
