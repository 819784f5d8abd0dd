// Deletes every object that a list would show.
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import { listContent } from '../../../src/objects/answers/content.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { KubeContext } from '../context.ts'
import { refusedByAdmission } from '../webhooks/stages.ts'
import { putOff } from '../webhooks/hearing.ts'
import { deleteOptions } from './delete-options.ts'
import { removeObject } from './remove.ts'
import { refused, written } from './request.ts'
import type { WriteRequest, Written } from './request.ts'

/** Answers a delete of the objects that were found, which may be too hard to select. */
export function removeCollection(
  kube: KubeContext,
  request: WriteRequest,
  found: readonly KubeObject[] | Status,
): Written {
  const { kind } = request
  const options = deleteOptions(request)
  if (isStatus(options)) return refused(options)
  if (isStatus(found)) return refused(found)
  const denials = found.map((object) =>
    refusedByAdmission(kube, request, 'DELETE', { oldObject: object }),
  )
  if (denials.includes(putOff)) return refused(putOff)
  const removed = found.map(
    (object, at) => denials[at] ?? removeObject(kube, kind, object, options),
  )
  const failed = removed.find(isStatus)
  if (failed !== undefined) return refused(failed)
  const page = { items: found, version: kube.store.version(), continue: '' }
  return written(200, listContent(kind, page).value())
}
