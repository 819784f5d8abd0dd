// What the policies of the belt refuse, for the webhook that stands in for them before Kubernetes 1.30.
import { items, part, text } from '../../src/objects/fields.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { Review } from '../webhooks/review.ts'
import { evicting, nodeController } from './objects.ts'

/** The node whose pods a write would have evicted, or calls unready, if it is the node controller's; undefined of any other write. */
export function struckNode(review: Review): string | undefined {
  const { username, operation, resource, subresource, object, oldObject } = review
  if (username !== nodeController || operation !== 'UPDATE' || object === undefined)
    return undefined
  const what = [resource.group, resource.resource, subresource].join('/')
  if (what === '/nodes/')
    return isEvicted(object) && !isEvicted(oldObject) ? object.metadata.name : undefined
  if (what !== '/pods/status' || isReady(object) || !isReady(oldObject)) return undefined
  const node = text(part(object, 'spec'), 'nodeName')
  return node === '' ? undefined : node
}

const isEvicted = (node: KubeObject | undefined): boolean =>
  items(part(node, 'spec'), 'taints').some(
    (taint) => text(taint, 'effect') === 'NoExecute' && evicting.includes(text(taint, 'key')),
  )

const isReady = (pod: KubeObject | undefined): boolean =>
  items(part(pod, 'status'), 'conditions').some(
    (each) => text(each, 'type') === 'Ready' && text(each, 'status') === 'True',
  )
