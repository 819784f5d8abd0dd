// The classic Endpoints of a Service, made of its EndpointSlices: for clients that still read them where nobody mirrors any.
import type { KubeObject } from '../objects/object.ts'
import type { SliceEndpoint } from './slice.ts'

const sliceLabels = /^(kubernetes\.io\/service-name|endpointslice\.kubernetes\.io\/.*)$/

/** One address as Endpoints have it. */
interface EndpointAddress {
  readonly ip: string
  readonly hostname?: string
  readonly nodeName?: string
  readonly targetRef?: SliceEndpoint['targetRef']
}

/** Addresses behind the same ports. */
interface Subset {
  readonly ports: readonly unknown[]
  readonly ready: Map<string, EndpointAddress>
  readonly notReady: Map<string, EndpointAddress>
}

/** The Endpoints; `slices` are all of the Service, of the family of addresses that it prefers. */
export function endpointsOf(service: string, slices: readonly KubeObject[]): KubeObject {
  const subsets = new Map<string, Subset>()
  for (const slice of slices) addSlice(subsets, slice)
  const labels = Object.fromEntries(
    slices.flatMap(({ metadata }) =>
      Object.entries(metadata.labels ?? {}).filter(([key]) => !sliceLabels.test(key)),
    ),
  )
  const namespace = slices[0]?.metadata.namespace
  const filled = [...subsets.values()].filter(({ ready, notReady }) => ready.size + notReady.size)
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: service,
      ...(namespace === undefined ? {} : { namespace }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    },
    ...(filled.length === 0 ? {} : { subsets: filled.map(subsetOf) }),
  }
}

function addSlice(subsets: Map<string, Subset>, slice: KubeObject): void {
  const ports = (slice['ports'] ?? []) as readonly Readonly<Record<string, unknown>>[]
  const key = JSON.stringify(ports)
  const subset = subsets.get(key) ?? { ports, ready: new Map(), notReady: new Map() }
  subsets.set(key, subset)
  for (const endpoint of (slice['endpoints'] ?? []) as readonly SliceEndpoint[])
    addEndpoint(subset, endpoint)
}

/** Who is ending is in slices, and never was in Endpoints. */
function addEndpoint({ ready, notReady }: Subset, endpoint: SliceEndpoint): void {
  const { ready: said, terminating } = endpoint.conditions ?? {}
  const isReady = said ?? true
  if (!isReady && terminating === true) return
  for (const ip of endpoint.addresses ?? [])
    (isReady ? ready : notReady).set(ip, addressOf(ip, endpoint))
}

const addressOf = (
  ip: string,
  { hostname, nodeName, targetRef }: SliceEndpoint,
): EndpointAddress => ({
  ip,
  ...(hostname ? { hostname } : {}),
  ...(nodeName ? { nodeName } : {}),
  ...(targetRef === undefined ? {} : { targetRef }),
})

function subsetOf({ ports, ready, notReady }: Subset): object {
  const sorted = (addresses: Subset['ready']): readonly EndpointAddress[] =>
    [...addresses.values()].toSorted((a, b) => (a.ip < b.ip ? -1 : 1))
  return {
    ...(ready.size === 0 ? {} : { addresses: sorted(ready) }),
    ...(notReady.size === 0 ? {} : { notReadyAddresses: sorted(notReady) }),
    ...(ports.length === 0 ? {} : { ports: ports.map(withoutNulls) }),
  }
}

const withoutNulls = (port: unknown): object =>
  Object.fromEntries(Object.entries(port as object).filter(([, value]) => value !== null))
