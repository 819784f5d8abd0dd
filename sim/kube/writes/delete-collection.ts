// Deletes every object that a list would show.
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { groupVersion } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { KubeContext } from '../context.ts'
import { deleteOptions } from './delete-options.ts'
import { removeObject } from './remove.ts'
import { refused, written } from './request.ts'
import type { WriteRequest, Written } from './request.ts'

/** Answers a delete of what `matching` finds of the request's kind and namespace. */
export function removeCollection(
  kube: KubeContext,
  request: WriteRequest,
  matching: (request: WriteRequest) => readonly KubeObject[] | Status,
): Written {
  const { kind } = request
  const options = deleteOptions(request)
  if (isStatus(options)) return refused(options)
  const found = matching(request)
  if (isStatus(found)) return refused(found)
  const removed = found.map((object) => removeObject(kube, kind, object, options))
  const failed = removed.find(isStatus)
  if (failed !== undefined) return refused(failed)
  return written(200, {
    kind: kind.listKind ?? `${kind.kind}List`,
    apiVersion: groupVersion(kind.group, kind.version),
    metadata: { resourceVersion: String(kube.store.version()) },
    items: found.map(({ apiVersion: _version, kind: _kind, ...item }) => item),
  })
}
