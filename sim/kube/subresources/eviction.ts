// Evicts a pod: a delete that disruption budgets may put off.
import { notFound, tooManyRequests } from '../../../src/objects/answers/failures.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { valueBody } from '../body.ts'
import type { KubeContext } from '../context.ts'
import { count, part } from '../../../src/objects/fields.ts'
import { deleteOptions } from '../writes/delete-options.ts'
import { refusedByAdmission } from '../webhooks/stages.ts'
import { removeObject } from '../writes/remove.ts'
import { refused, written } from '../writes/request.ts'
import type { WriteRequest, Written } from '../writes/request.ts'

const budgets = { group: 'policy', resource: 'poddisruptionbudgets' }
const created = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }

/** Answers `…/pods/NAME/eviction`. */
export function evict(kube: KubeContext, request: WriteRequest): Written {
  const { kind, namespace, name = '' } = request
  const pod = kube.store.get(kind, namespace, name)
  if (pod === undefined) return refused(notFound(kind, name))
  const read = request.body.value()
  const body = 'unreadable' in read ? {} : part(read, 'value')
  const options = deleteOptions({
    body: valueBody('application/json', part(body, 'deleteOptions')),
    query: request.query,
  })
  if (isStatus(options)) return refused(options)
  const denied = refusedByAdmission(kube, request, 'CREATE', { name, object: body })
  if (denied !== undefined) return refused(denied)
  if (isProtected(kube, pod)) {
    const why = "Cannot evict pod as it would violate the pod's disruption budget."
    return refused(tooManyRequests(why, 10))
  }
  const removal = removeObject(kube, kind, pod, options)
  return isStatus(removal) ? refused(removal) : written(201, created)
}

/** Whether a budget that selects the pod allows no disruption now. */
function isProtected({ store }: KubeContext, pod: KubeObject): boolean {
  const labels = pod.metadata.labels ?? {}
  const selects = (selector: Json) =>
    Object.entries(part(selector, 'matchLabels')).every(([key, value]) => labels[key] === value)
  return store
    .list(budgets, pod.metadata.namespace)
    .some(
      (budget) =>
        selects(part(part(budget, 'spec'), 'selector')) &&
        count(part(budget, 'status'), 'disruptionsAllowed') === 0,
    )
}
