// Binds a pod to a node.
import { badRequest, conflict, notFound } from '../../../src/objects/answers/failures.ts'
import { isStatus } from '../../../src/objects/answers/status.ts'
import { withMetadata } from '../../../src/objects/metadata.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import type { KubeContext } from '../context.ts'
import { now } from '../context.ts'
import { part, text } from '../../../src/objects/fields.ts'
import { items } from '../kinds/fields.ts'
import { refusedByAdmission } from '../webhooks/stages.ts'
import { refused, written } from '../writes/request.ts'
import type { WriteRequest, Written } from '../writes/request.ts'

const created = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }

/** Answers `…/pods/NAME/binding`. */
export function bind(kube: KubeContext, request: WriteRequest): Written {
  const { kind, namespace, name = '' } = request
  const read = request.body.value()
  const body = 'unreadable' in read ? undefined : read.value
  const node = text(part(body, 'target'), 'name')
  const pod = kube.store.get(kind, namespace, name)
  if (pod === undefined) return refused(notFound(kind, name))
  if (!isJson(body) || node === '') return refused(badRequest('target.name must name a node'))
  const bound = text(part(pod, 'spec'), 'nodeName')
  if (bound !== '' || pod.metadata.deletionTimestamp !== undefined) {
    const why =
      bound === ''
        ? `pod ${name} is being deleted, cannot be assigned to a host`
        : `pod ${name} is already assigned to node "${bound}"`
    return refused(conflict({ group: '', resource: 'pods/binding' }, name, why))
  }
  const assigned = assign(kube, pod, node, part(part(body, 'metadata'), 'annotations'))
  if (isStatus(assigned)) return refused(assigned)
  const denied = refusedByAdmission(kube, request, 'CREATE', { name, object: body })
  if (denied !== undefined) return refused(denied)
  if (!request.options.dryRun) kube.store.put(kind, assigned)
  return written(201, created)
}

function assign(
  kube: KubeContext,
  pod: KubeObject,
  nodeName: string,
  annotations: Readonly<Record<string, unknown>>,
): KubeObject {
  const status = part(pod, 'status')
  const others = items(status, 'conditions').filter((each) => text(each, 'type') !== 'PodScheduled')
  const scheduled = {
    type: 'PodScheduled',
    observedGeneration: pod.metadata.generation,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: now(kube),
  }
  const all = { ...pod.metadata.annotations, ...annotations }
  const named = Object.keys(all).length === 0 ? pod : withMetadata(pod, { annotations: all })
  return {
    ...named,
    spec: { ...part(pod, 'spec'), nodeName },
    status: { ...status, conditions: [...others, scheduled] },
  }
}
