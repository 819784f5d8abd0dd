// Streams out of pods and nodes: hollow kubelets run nothing that could be heard or entered.
import { details, failure } from '../../../src/objects/answers/status.ts'
import type { KubeContext } from '../context.ts'
import { refused } from '../writes/request.ts'
import type { WriteRequest, Written } from '../writes/request.ts'

/** Answers logs, exec, attach, port-forward and proxy. */
export function refuseStream(_kube: KubeContext, request: WriteRequest): Written {
  const { kind, name = '', subresource = '' } = request
  const message =
    `the small Kubernetes has no ${subresource} of ${kind.resource}: its kubelets run no containers; ` +
    'use a cluster with real kubelets for that'
  return refused(failure(501, 'NotImplemented', message, details(kind, name)))
}
