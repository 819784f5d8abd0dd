// What a kubelet may do in the small Kubernetes: the rule, over the pods of its store.
import type { Decision, ResourceAttempt } from '../../../src/identity/attempt.ts'
import { mayNode as mayByRule } from '../../../src/identity/node-rules.ts'
import { nodeOfPod, referencesOf } from '../../../src/mirror/references.ts'
import { keyText } from '../../../src/mirror/scope.ts'
import type { KubeContext } from '../context.ts'

const pods = { group: '', resource: 'pods' }

/** Whether the kubelet of `node` may do something. */
export function mayNode({ store }: KubeContext, node: string, attempt: ResourceAttempt): Decision {
  const graph = {
    nodeOf: (namespace: string, name: string) => {
      const pod = store.get(pods, namespace, name)
      return pod === undefined ? undefined : (nodeOfPod(pod) ?? '')
    },
    refersTo: (resource: string, namespace: string, name: string) => {
      const key = keyText({ group: '', resource, namespace, name })
      const own = store.list(pods, namespace).filter((pod) => nodeOfPod(pod) === node)
      return own.some((pod) => referencesOf(pod).includes(key))
    },
  }
  return mayByRule(graph, node, attempt)
}
