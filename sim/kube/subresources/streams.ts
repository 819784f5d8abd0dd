// Streams out of pods and nodes: hollow kubelets run nothing that could be heard or entered.
import { details, failure } from '../../../src/objects/answers/status.ts'
import type { KubeContext } from '../context.ts'
import { refusedByAdmission } from '../webhooks/stages.ts'
import { refused } from '../writes/request.ts'
import type { WriteRequest, Written } from '../writes/request.ts'

/** Answers logs, exec, attach, port-forward and proxy. */
export function refuseStream(kube: KubeContext, request: WriteRequest): Written {
  const { kind, name = '', subresource = '' } = request
  const denied = subresource === 'log' ? undefined : deniedStream(kube, request, name)
  if (denied !== undefined) return refused(denied)
  const message =
    `the small Kubernetes has no ${subresource} of ${kind.resource}: its kubelets run no containers; ` +
    'use a cluster with real kubelets for that'
  return refused(failure(501, 'NotImplemented', message, details(kind, name)))
}

const deniedStream = (kube: KubeContext, request: WriteRequest, name: string) =>
  refusedByAdmission(kube, request, 'CONNECT', { name, object: { metadata: { name } } })
