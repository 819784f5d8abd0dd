// What a story looks at in the cluster: pods by node, endpoints, taints, conditions.
import type { UpWorld } from './world.ts'

interface Listed<T> {
  readonly items: readonly T[]
}

interface Pod {
  readonly metadata: { readonly name: string; readonly deletionTimestamp?: string }
  readonly spec: { readonly nodeName?: string }
  readonly status: { readonly conditions?: readonly Condition[] }
}

interface Condition {
  readonly type: string
  readonly status: string
}

interface Node {
  readonly metadata: { readonly name: string }
  readonly spec: { readonly taints?: readonly { readonly key: string; readonly effect: string }[] }
  readonly status: { readonly conditions?: readonly Condition[] }
}

interface Slice {
  readonly endpoints?: readonly {
    readonly nodeName?: string
    readonly conditions: { readonly ready?: boolean }
  }[]
}

const slicesOfW =
  '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dw'

/** Names of the pods of a node that are not being deleted, sorted. */
export async function podsOn(world: UpWorld, node: string): Promise<readonly string[]> {
  const { items } = await world.get<Listed<Pod>>('/api/v1/namespaces/default/pods')
  return items
    .filter((pod) => pod.spec.nodeName === node && pod.metadata.deletionTimestamp === undefined)
    .map((pod) => pod.metadata.name)
    .sort()
}

/** How many ready endpoints of the service lie on a node; on all nodes without one. */
export async function readyEndpoints(world: UpWorld, node?: string): Promise<number> {
  const { items } = await world.get<Listed<Slice>>(slicesOfW)
  return items
    .flatMap((slice) => slice.endpoints ?? [])
    .filter((one) => one.conditions.ready === true && (node === undefined || one.nodeName === node))
    .length
}

/** `key:effect` of a node's taints. */
export async function taintsOf(world: UpWorld, node: string): Promise<readonly string[]> {
  const { spec } = await world.get<Node>(`/api/v1/nodes/${node}`)
  return (spec.taints ?? []).map((taint) => `${taint.key}:${taint.effect}`)
}

/** Status of a node's condition. */
export async function conditionOf(
  world: UpWorld,
  node: string,
  type: string,
): Promise<string | undefined> {
  const { status } = await world.get<Node>(`/api/v1/nodes/${node}`)
  return status.conditions?.find((condition) => condition.type === type)?.status
}
