// Where the objects lie that the cloud reads and writes.
import type { NodeId } from '../src/kernel/ids.ts'
import type { WriteTarget } from '../src/mirror/pending/write.ts'

const part = encodeURIComponent

/** All nodes. */
export const nodesPath = '/api/v1/nodes'
/** The kubelets' Leases. */
export const leasesPath = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
/** The right to hold. */
export const holderPath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases'
/** Events about nodes, which have no namespace. */
export const nodeEventsPath = '/api/v1/namespaces/default/events'

/** One node. */
export const nodePath = (node: NodeId) => `${nodesPath}/${part(node)}`
/** One kubelet's Lease. */
export const leasePath = (node: NodeId) => `${leasesPath}/${part(node)}`
/** One pod. */
export const podPath = (namespace: string, name: string) =>
  `/api/v1/namespaces/${part(namespace)}/pods/${part(name)}`
/** The pods of a node, a page at a time. */
export const podsOfNodePath = (node: NodeId, token: string) =>
  `/api/v1/pods?fieldSelector=${part(`spec.nodeName=${node}`)}&limit=250` +
  (token === '' ? '' : `&continue=${part(token)}`)

/** All objects of a kind, in its namespace. */
export function collectionPath({ group, version, resource, namespace }: WriteTarget): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  const place = namespace === '' ? '' : `/namespaces/${part(namespace)}`
  return `${root}${place}/${resource}`
}

/** One object of any kind. */
export const objectPath = (target: WriteTarget): string =>
  `${collectionPath(target)}/${part(target.name)}`
