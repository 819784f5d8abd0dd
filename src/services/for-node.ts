// Whether a Service is for the nodes of a pool at all: OpenYurt's words about load balancers and node ports.
import type { KubeObject } from '../objects/object.ts'
import { everybody, poolLabel } from './topology.ts'
import type { Labels } from './topology.ts'

const discardAnnotation = 'svc.openyurt.io/discard'
const listenAnnotation = 'nodeport.openyurt.io/listen'

/** For which pools a Service is; `nobody` for none. */
export type Pools = 'nobody' | ReadonlyMap<string, boolean>

/** What a Service says of pools; undefined: nothing, so it is for everybody. */
export function poolsOf(service: KubeObject): Pools | undefined {
  const { annotations = {} } = service.metadata
  const { type } = (service['spec'] ?? {}) as { readonly type?: unknown }
  const isBalanced = type === 'LoadBalancer'
  if (isBalanced && annotations[discardAnnotation] === 'true') return 'nobody'
  const listen = annotations[listenAnnotation]
  const hasPorts = isBalanced || type === 'NodePort'
  return hasPorts && listen !== undefined ? itemsOf(listen) : undefined
}

/** `pool`, `-pool`, `*`: the first that names a pool counts. */
function itemsOf(text: string): ReadonlyMap<string, boolean> {
  const items = new Map<string, boolean>()
  for (const item of text.split(',').map((each) => each.trim())) {
    const isIn = !item.startsWith('-')
    const pool = isIn ? item : item.slice(1)
    if (pool !== '' && !items.has(pool)) items.set(pool, isIn)
  }
  return items
}

/** Whether a node with these labels may see the Service; one without a pool may see all but what is for nobody. */
export function isForNode(pools: Pools, own: Labels | undefined): boolean {
  if (pools === 'nobody') return false
  const pool = own?.[poolLabel]
  if (!pool) return true
  return pools.get(pool) ?? pools.get(everybody) ?? false
}
