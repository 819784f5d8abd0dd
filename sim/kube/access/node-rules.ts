// What a kubelet may do: its own node, the pods bound to it, and what those pods refer to.
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import type { KubeContext } from '../context.ts'
import { items, part, text } from '../kinds/fields.ts'
import type { Decision, ResourceAttempt } from './attempt.ts'

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
export function mayNode(kube: KubeContext, node: string, attempt: ResourceAttempt): Decision {
  const key = `${attempt.group}/${attempt.resource}`
  if (related.has(key)) return mayRelated(kube, node, attempt)
  if (reading.includes(attempt.verb)) return readable.has(key) ? yes : leaseOf(node, attempt, key)
  return mayWrite(kube, node, attempt, key)
}

function mayWrite(
  kube: KubeContext,
  node: string,
  attempt: ResourceAttempt,
  key: string,
): Decision {
  const { name, namespace, verb, subresource } = attempt
  if (writable.has(key)) return yes
  if (own.has(key)) return verb === 'create' || name === node ? yes : denied(node, key)
  if (key === '/pods') {
    const pod = verb === 'create' ? undefined : kube.store.get(pods, namespace, name ?? '')
    return boundTo(pod, node) ? yes : denied(node, 'pod')
  }
  if (key === '/serviceaccounts') return subresource === 'token' ? yes : no
  return leaseOf(node, attempt, key)
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

const pods = { group: '', resource: 'pods' }

const boundTo = (pod: KubeObject | undefined, node: string): boolean =>
  pod === undefined || text(part(pod, 'spec'), 'nodeName') === node

/** Config maps, secrets and claims are read only by nodes one of whose pods refers to them. */
function mayRelated(kube: KubeContext, node: string, attempt: ResourceAttempt): Decision {
  const { namespace, name, resource } = attempt
  const relation: Decision = {
    allowed: false,
    because: `no relationship found between node '${node}' and this object`,
  }
  if (!reading.includes(attempt.verb)) return relation
  if (name === undefined) return { allowed: false, because: 'can only read individual resources' }
  const own = kube.store
    .list(pods, resource === 'persistentvolumes' ? undefined : namespace)
    .filter((pod) => text(part(pod, 'spec'), 'nodeName') === node)
  const refers = own.some((pod) => referredTo(part(pod, 'spec'), resource).has(name))
  return refers || resource === 'persistentvolumes' ? yes : relation
}

const sources: Readonly<Record<string, readonly [source: string, field: string]>> = {
  configmaps: ['configMap', 'name'],
  secrets: ['secret', 'secretName'],
  persistentvolumeclaims: ['persistentVolumeClaim', 'claimName'],
}

/** Names of a resource to which a pod's spec refers. */
function referredTo(spec: Json, resource: string): ReadonlySet<string> {
  const [source = '', field = ''] = sources[resource] ?? []
  const names = items(spec, 'volumes').flatMap((volume) => [
    text(part(volume, source), field),
    ...items(part(volume, 'projected'), 'sources').map((each) => text(part(each, source), 'name')),
  ])
  const containers = [...items(spec, 'containers'), ...items(spec, 'initContainers')]
  const environment = containers.flatMap((container) => [
    ...items(container, 'env').map((each) =>
      text(part(part(each, 'valueFrom'), `${source}KeyRef`), 'name'),
    ),
    ...items(container, 'envFrom').map((each) => text(part(each, `${source}Ref`), 'name')),
  ])
  const pulls = resource === 'secrets' ? items(spec, 'imagePullSecrets') : []
  return new Set([...names, ...environment, ...pulls.map((each) => text(each, 'name'))])
}
