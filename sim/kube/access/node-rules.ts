// What a kubelet may do in the small Kubernetes: the rule, over the pods and volumes of its store.
import type { Decision, ResourceAttempt } from '../../../src/identity/attempt.ts'
import { mayNode as mayByRule } from '../../../src/identity/node-rules.ts'
import { areReferring, nodeOfPod } from '../../../src/mirror/references.ts'
import type { KubeContext } from '../context.ts'

const pods = { group: '', resource: 'pods' }
const volumes = { group: '', resource: 'persistentvolumes' }

/** Whether the kubelet of `node` may do something. */
export function mayNode({ store }: KubeContext, node: string, attempt: ResourceAttempt): Decision {
  const graph = {
    nodeOf: (namespace: string, name: string) => {
      const pod = store.get(pods, namespace, name)
      return pod === undefined ? undefined : (nodeOfPod(pod) ?? '')
    },
    refersTo: (resource: string, namespace: string, name: string) => {
      const own = store.list(pods, undefined).filter((pod) => nodeOfPod(pod) === node)
      return areReferring(own, store.list(volumes, undefined), { resource, namespace, name })
    },
  }
  return mayByRule(graph, node, attempt)
}
