// What a kubelet may do, by the node authoriser's rule: its own node, the pods bound to it, and what those pods refer to.
import type { Decision, ResourceAttempt } from './attempt.ts'

/** What is known of pods, for the rule. */
export interface NodeGraph {
  /** The node that a pod is bound to, empty while it is not; undefined where there is no such pod. */
  readonly nodeOf: (namespace: string, pod: string) => string | undefined
  /** Whether a pod of the node refers to an object of the core group, also by a volume. */
  readonly refersTo: (resource: string, namespace: string, name: string) => boolean
}

const reading = ['get', 'list', 'watch']
const yes: Decision = { allowed: true }
const no: Decision = { allowed: false }
const readable = new Set([
  '/services',
  '/nodes',
  '/pods',
  'discovery.k8s.io/endpointslices',
  'node.k8s.io/runtimeclasses',
  'storage.k8s.io/csidrivers',
  'storage.k8s.io/csinodes',
  'storage.k8s.io/volumeattachments',
  'resource.k8s.io/resourceslices',
])
const related = new Set([
  '/configmaps',
  '/secrets',
  '/persistentvolumeclaims',
  '/persistentvolumes',
])
const own = new Set(['/nodes', 'storage.k8s.io/csinodes'])
const writable = new Set([
  '/events',
  'events.k8s.io/events',
  'resource.k8s.io/resourceslices',
  'authentication.k8s.io/tokenreviews',
  'authorization.k8s.io/subjectaccessreviews',
  'authorization.k8s.io/localsubjectaccessreviews',
  'certificates.k8s.io/certificatesigningrequests',
])

/** Whether the kubelet of `node` may do something. */
export function mayNode(graph: NodeGraph, node: string, attempt: ResourceAttempt): Decision {
  const key = `${attempt.group}/${attempt.resource}`
  if (related.has(key)) return mayRelated(graph, node, attempt)
  if (reading.includes(attempt.verb)) return readable.has(key) ? yes : leaseOf(node, attempt, key)
  return mayWrite(graph, node, attempt, key)
}

function mayWrite(graph: NodeGraph, node: string, attempt: ResourceAttempt, key: string): Decision {
  const { name, verb, subresource } = attempt
  if (writable.has(key)) return yes
  if (own.has(key)) return verb === 'create' || name === node ? yes : denied(node, key)
  if (key === '/pods') return mayWritePod(graph, node, attempt)
  if (key === '/serviceaccounts') return subresource === 'token' ? yes : no
  return leaseOf(node, attempt, key)
}

/** What is bound to a node, and what is not there. */
function mayWritePod(
  graph: NodeGraph,
  node: string,
  { verb, namespace = '', name = '' }: ResourceAttempt,
): Decision {
  const boundTo = verb === 'create' ? undefined : graph.nodeOf(namespace, name)
  return boundTo === undefined || boundTo === node ? yes : denied(node, 'pod')
}

const denied = (node: string, what: string): Decision => ({
  allowed: false,
  because: `node "${node}" is not allowed to modify this ${what.split('/').at(-1) ?? what}`,
})

/** A kubelet's Lease bears its name; it may be created before it is named. */
function leaseOf(node: string, { namespace, name, verb }: ResourceAttempt, key: string): Decision {
  if (key !== 'coordination.k8s.io/leases' || namespace !== 'kube-node-lease') return no
  return verb === 'create' || name === node
    ? yes
    : {
        allowed: false,
        because: 'can only access node lease with the same name as the requesting node',
      }
}

/** Config maps, secrets, claims and volumes are read only by nodes one of whose pods refers to them. */
function mayRelated(graph: NodeGraph, node: string, attempt: ResourceAttempt): Decision {
  const { namespace = '', name, resource } = attempt
  const relation: Decision = {
    allowed: false,
    because: `no relationship found between node '${node}' and this object`,
  }
  if (!reading.includes(attempt.verb)) return relation
  if (name === undefined) return { allowed: false, because: 'can only read individual resources' }
  return graph.refersTo(resource, namespace, name) ? yes : relation
}
