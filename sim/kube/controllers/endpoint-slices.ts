// Endpoint slices: the addresses of a service's pods, and whether each is ready, serving, terminating.
import type { Change } from '../../../src/objects/collection.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import { controlledBy } from './claims.ts'
import { itself, keyOf, nothing, splitKey } from './controller.ts'
import type { At, Controller, Plan } from './controller.ts'
import { endpointsOf } from './endpoints.ts'
import type { Endpoint, EndpointGroup, SlicePort } from './endpoints.ts'
import { getOf, kinds, listOf } from './kinds.ts'
import type { Seen } from './kinds.ts'
import { containsAll } from './labels.ts'
import type { Service, TypedKind } from './objects.ts'
import { same } from './same.ts'
import { generatedName } from './workloads.ts'
import { create, merge, remove } from './write.ts'
import type { Write } from './write.ts'

/** A slice, as far as it is read here. */
interface EndpointSlice extends KubeObject {
  readonly endpoints?: readonly Endpoint[] | null
  readonly ports?: readonly SlicePort[] | null
}

const slicesKind = kinds.endpointSlices as TypedKind<EndpointSlice>
const manager = 'endpointslice-controller.k8s.io'
const serviceLabel = 'kubernetes.io/service-name'
const managerLabel = 'endpointslice.kubernetes.io/managed-by'

/** How many endpoints one slice holds. */
const sliceMax = 100

/** Keeps the slices of services with a selector. */
export const endpointSlices: Controller = {
  name: 'endpoint-slice-controller',
  account: 'system:serviceaccount:kube-system:endpointslice-controller',
  watches: [
    { kind: kinds.services, keys: itself },
    { kind: kinds.pods, keys: servicesOf },
    { kind: kinds.endpointSlices, keys: serviceOfSlice },
  ],
  reconcile: (key, seen, at) => {
    const [namespace, name] = splitKey(key)
    const service = getOf(seen, kinds.services, name, namespace)
    return service === undefined ? nothing : reconcile(service, seen, at)
  },
}

/** Keys of the services that select the pod now or selected it before. */
export function servicesOf({ object, previous }: Change, seen: Seen): readonly string[] {
  const labels = [object.metadata.labels ?? {}, previous?.metadata.labels ?? {}]
  return listOf(seen, kinds.services, object.metadata.namespace)
    .filter(({ spec: { selector } }) => {
      const wanted = selector ?? {}
      return Object.keys(wanted).length > 0 && labels.some((each) => containsAll(each, wanted))
    })
    .map(keyOf)
}

function serviceOfSlice({ object: { metadata } }: Change): readonly string[] {
  const { [serviceLabel]: service, [managerLabel]: by } = metadata.labels ?? {}
  return service === undefined || by !== manager ? [] : [`${metadata.namespace ?? ''}/${service}`]
}

function reconcile(service: Service, seen: Seen, at: At): Plan {
  const { selector, type } = service.spec
  const deleting = service.metadata.deletionTimestamp !== undefined
  if (deleting || type === 'ExternalName' || Object.keys(selector ?? {}).length === 0)
    return nothing
  const wanted = endpointsOf(service, seen)
  const groups = wanted.length === 0 ? [{ ports: [], endpoints: [] }] : wanted
  const has = listOf(seen, slicesKind, service.metadata.namespace).filter(
    ({ metadata: { labels = {}, deletionTimestamp } }) =>
      deletionTimestamp === undefined &&
      containsAll(labels, { [serviceLabel]: service.metadata.name, [managerLabel]: manager }),
  )
  const free = new Set(has)
  const layers = groups.map((group) => layOut(group, has, free))
  const writes = layers.flatMap((fills) => fills.map((fill) => write(service, fill, free, at)))
  const unused = [...free].map((slice) => remove(slicesKind, slice))
  return { writes: [...writes.filter((each) => each !== undefined), ...unused] }
}

/** What one slice should hold; `slice` undefined asks for one that is free, or for a new one. */
interface Fill {
  slice: EndpointSlice | undefined
  readonly ports: readonly SlicePort[]
  readonly endpoints: Endpoint[]
}

/** Keeps endpoints in the slices they are in; new ones fill up what has room. */
function layOut(
  { ports, endpoints }: EndpointGroup,
  has: readonly EndpointSlice[],
  free: Set<EndpointSlice>,
): readonly Fill[] {
  const fills: Fill[] = []
  const left = new Map(endpoints.map((endpoint) => [endpoint.targetRef.uid, endpoint]))
  for (const slice of has) {
    if (!free.has(slice) || !same(slice.ports ?? [], ports)) continue
    const kept = (slice.endpoints ?? []).flatMap(({ targetRef }) => {
      const endpoint = left.get(targetRef.uid)
      left.delete(targetRef.uid)
      return endpoint ?? []
    })
    if (kept.length === 0 && endpoints.length > 0) continue
    free.delete(slice)
    fills.push({ slice, ports, endpoints: kept })
  }
  for (const endpoint of left.values()) {
    let fill = fills.find(({ endpoints: full }) => full.length < sliceMax)
    if (fill === undefined) {
      fill = { slice: undefined, ports, endpoints: [] }
      fills.push(fill)
    }
    fill.endpoints.push(endpoint)
  }
  if (fills.length === 0) fills.push({ slice: undefined, ports, endpoints: [] })
  return fills
}

function write(
  service: Service,
  { slice, ports, endpoints }: Fill,
  free: Set<EndpointSlice>,
  { random }: At,
): Write | undefined {
  const [spare] = free
  const into = slice ?? spare
  const headless = service.spec.clusterIP === 'None'
  const labels = {
    ...service.metadata.labels,
    [serviceLabel]: service.metadata.name,
    [managerLabel]: manager,
    ...(headless ? { 'service.kubernetes.io/headless': '' } : {}),
  }
  if (into !== undefined) {
    free.delete(into)
    if (
      same(
        [into.endpoints ?? [], into.ports ?? [], into.metadata.labels],
        [endpoints, ports, labels],
      )
    )
      return undefined
    return merge(slicesKind, into, { metadata: { labels }, endpoints, ports })
  }
  const { namespace = '' } = service.metadata
  return create(slicesKind, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...generatedName(service, random),
      namespace,
      labels,
      ownerReferences: [controlledBy(service)],
    },
    addressType: 'IPv4',
    endpoints,
    ports,
  })
}
