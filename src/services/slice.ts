// What an EndpointSlice says to DNS, put right by the pods that the node holds.
import type { KubeObject } from '../objects/object.ts'
import { dashed, readAddress } from './addresses.ts'
import type { IpAddress } from './addresses.ts'
import type { Pod } from './pod.ts'
import { isLabel } from './record.ts'
import { readPorts } from './service.ts'
import type { NamedPort, SpecPort } from './service.ts'

/** One address of an endpoint. */
export interface Endpoint {
  readonly address: IpAddress
  /** Its own, or its address with dashes. */
  readonly hostname: string
  readonly node: string | undefined
  readonly isReady: boolean
  readonly ports: readonly NamedPort[]
}

/** A slice as it came: of which Service, and which pods it names. */
export interface Slice {
  readonly namespace: string
  readonly service: string
  /** Whether stock Kubernetes keeps it. */
  readonly isStock: boolean
  /** Names of pods whose own word counts before the slice's. */
  readonly pods: readonly string[]
  readonly type: IpAddress['type']
  readonly ports: readonly NamedPort[]
  readonly endpoints: readonly SliceEndpoint[]
}

/** An endpoint as the API has it. */
export interface SliceEndpoint {
  readonly addresses?: readonly string[] | null
  readonly hostname?: string | null
  readonly conditions?: {
    readonly ready?: boolean | null
    readonly serving?: boolean | null
    readonly terminating?: boolean | null
  }
  readonly nodeName?: string | null
  readonly targetRef?: {
    readonly kind?: string
    readonly namespace?: string
    readonly name?: string
    readonly uid?: string
  }
}

const serviceLabel = 'kubernetes.io/service-name'
const managerLabel = 'endpointslice.kubernetes.io/managed-by'
const stockManager = 'endpointslice-controller.k8s.io'

/** Reads a slice; undefined when it belongs to no Service or lists no IP addresses. */
export function readSlice(object: KubeObject): Slice | undefined {
  const { labels = {}, namespace = '' } = object.metadata
  const type = { IPv4: 'A', IPv6: 'AAAA' }[String(object['addressType'])] as
    'A' | 'AAAA' | undefined
  const service = labels[serviceLabel]
  if (service === undefined || type === undefined) return undefined
  const endpoints = (object['endpoints'] ?? []) as readonly SliceEndpoint[]
  const isStock = labels[managerLabel] === stockManager
  return {
    namespace,
    service,
    isStock,
    pods: isStock ? endpoints.flatMap((endpoint) => podNameOf(endpoint) ?? []) : [],
    type,
    ports: readPorts(object['ports'] as readonly SpecPort[] | undefined),
    endpoints,
  }
}

const podNameOf = ({ targetRef }: SliceEndpoint): string | undefined =>
  targetRef?.kind === 'Pod' ? targetRef.name : undefined

/**
 * The endpoints of a slice, with the addresses and the readiness that their pods have now: a pod that started again
 * while the node was alone has another address, and nobody changes the slice.
 */
export function endpointsOf(
  slice: Slice,
  podOf: (name: string) => Pod | undefined,
): readonly Endpoint[] {
  const own = new Set(slice.pods)
  return slice.endpoints.flatMap((endpoint) => {
    const name = podNameOf(endpoint)
    const held = name !== undefined && own.has(name) ? podOf(name) : undefined
    const pod = held?.uid === endpoint.targetRef?.uid ? held : undefined
    const isReady = pod?.isReady ?? endpoint.conditions?.ready ?? true
    return addressesOf(slice, endpoint, pod).map((address) => ({
      address,
      hostname: hostnameOf(endpoint, address),
      node: endpoint.nodeName ?? undefined,
      isReady,
      ports: slice.ports,
    }))
  })
}

function addressesOf(
  { type }: Slice,
  endpoint: SliceEndpoint,
  pod: Pod | undefined,
): readonly IpAddress[] {
  const now = pod?.addresses.filter((address) => address.type === type) ?? []
  if (now.length > 0) return now
  return (endpoint.addresses ?? []).flatMap((text) => {
    const address = readAddress(text)
    return address?.type === type ? address : []
  })
}

function hostnameOf({ hostname }: SliceEndpoint, address: IpAddress): string {
  const given = hostname ?? ''
  return isLabel(given) ? given.toLowerCase() : dashed(address.text)
}
