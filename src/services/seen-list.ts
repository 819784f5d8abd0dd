// A list of endpoints as the view needs it, read off an EndpointSlice or an Endpoints, and the same list with fewer of them.
import type { KubeObject } from '../objects/object.ts'
import type { SliceEndpoint } from './slice.ts'

/** One endpoint: where it is, and whether it takes requests. */
export interface SeenEndpoint {
  /** undefined: on no node. */
  readonly node: string | undefined
  readonly isReady: boolean
}

/** The endpoints of one object. */
export interface SeenList {
  /** The name of the Service, in the namespace of the object. */
  readonly service: string
  /** Lists of one Service and type count together: IPv4, IPv6, or classic Endpoints. */
  readonly type: string
  readonly endpoints: readonly SeenEndpoint[]
}

const serviceLabel = 'kubernetes.io/service-name'

/** Reads an EndpointSlice; undefined where it is of no Service. */
export function seenSlice(slice: KubeObject): SeenList | undefined {
  const service = slice.metadata.labels?.[serviceLabel]
  if (service === undefined) return undefined
  const endpoints = listOf<SliceEndpoint>(slice['endpoints']).map(({ nodeName, conditions }) => ({
    node: nodeName ?? undefined,
    isReady: conditions?.ready ?? true,
  }))
  return { service, type: String(slice['addressType']), endpoints }
}

/** Reads an Endpoints, whose Service has its name. */
export function seenEndpoints(object: KubeObject): SeenList {
  const of = (addresses: Subset['addresses'], isReady: boolean): readonly SeenEndpoint[] =>
    listOf<Address>(addresses).map(({ nodeName }) => ({ node: nodeName ?? undefined, isReady }))
  const endpoints = listOf<Subset>(object['subsets']).flatMap((subset) => [
    ...of(subset.addresses, true),
    ...of(subset.notReadyAddresses, false),
  ])
  return { service: object.metadata.name, type: 'Endpoints', endpoints }
}

/** The slice with the endpoints on these nodes; the very same object where it has no others. */
export function keptSlice(slice: KubeObject, keeps: Keeps): KubeObject {
  const all = listOf<SliceEndpoint>(slice['endpoints'])
  const endpoints = all.filter(({ nodeName }) => keeps(nodeName ?? undefined))
  return endpoints.length === all.length ? slice : { ...slice, endpoints }
}

/** The Endpoints with the addresses on these nodes; the very same object where it has no others. */
export function keptEndpoints(object: KubeObject, keeps: Keeps): KubeObject {
  const all = listOf<Subset>(object['subsets'])
  const kept = all.map((subset) => keptSubset(subset, keeps))
  if (kept.every((subset, at) => subset === all[at])) return object
  return { ...object, subsets: kept.filter((subset) => addressesIn(subset) > 0) }
}

/** Whether endpoints on a node are kept; undefined: on no node. */
export type Keeps = (node: string | undefined) => boolean

function keptSubset(subset: Subset, keeps: Keeps): Subset {
  const { addresses, notReadyAddresses, ...rest } = subset
  const kept = { ...rest, ...addressesKept({ addresses, notReadyAddresses }, keeps) }
  return addressesIn(kept) === addressesIn(subset) ? subset : kept
}

const addressesKept = (
  fields: Pick<Subset, 'addresses' | 'notReadyAddresses'>,
  keeps: Keeps,
): Subset =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, addresses]) => {
      const kept = listOf<Address>(addresses).filter(({ nodeName }) => keeps(nodeName ?? undefined))
      return kept.length === 0 ? [] : [[name, kept]]
    }),
  )

const addressesIn = ({ addresses, notReadyAddresses }: Subset): number =>
  listOf(addresses).length + listOf(notReadyAddresses).length

/** The fields read here, as the API has them. */
interface Subset {
  readonly addresses?: readonly Address[] | null | undefined
  readonly notReadyAddresses?: readonly Address[] | null | undefined
}

interface Address {
  readonly nodeName?: string | null
}

const listOf = <Item>(value: unknown): readonly Item[] =>
  Array.isArray(value) ? (value as readonly Item[]) : []
