// The units of a fleet: ten nodes each, and Services that have an endpoint on each of fifty nodes and stay within units.
import { nodeOf } from './fleet.ts'

const unitNodes = 10
const endpointCount = 50

/** How a fleet is divided: the unit of a node at first, and how many Services cover all nodes, each of them once. */
export const unitsOf = (nodes: number) => ({
  services: Math.ceil(nodes / endpointCount),
  unitOf: (node: number): number => Math.floor(node / unitNodes),
})

/** The nodes where a Service has an endpoint. */
const nodesIn = (service: number): readonly number[] =>
  Array.from({ length: endpointCount }, (_, at) => service * endpointCount + at)

/** The name of the slice of a Service. */
export const sliceName = (service: number): string => `united-${service}-x`

/** A Service whose traffic stays within units. */
export const serviceIn = (service: number, version: number): unknown => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: `united-${service}`,
    namespace: 'default',
    uid: `uid-united-${service}`,
    resourceVersion: String(version),
    annotations: { topologyKeys: '["zone"]' },
  },
  spec: { type: 'ClusterIP', clusterIP: '10.96.1.1', ports: [{ name: 'http', port: 80 }] },
})

/** Its endpoints. */
export const sliceIn = (service: number, version: number): unknown => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: sliceName(service),
    namespace: 'default',
    uid: `uid-slice-${service}`,
    resourceVersion: String(version),
    labels: { 'kubernetes.io/service-name': `united-${service}` },
  },
  addressType: 'IPv4',
  endpoints: nodesIn(service).map((node, at) => ({
    addresses: [`10.1.${service}.${at}`],
    conditions: { ready: true },
    nodeName: nodeOf(node),
    targetRef: { kind: 'Pod', namespace: 'default', name: `pod-${node}`, uid: `uid-pod-${node}` },
  })),
  ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
})

/** Which nodes' endpoints are seen of a Service from within a unit, as a text that can be compared. */
export const wantedOf = (
  service: number,
  unit: number | undefined,
  units: readonly number[],
): string =>
  nodesIn(service)
    .filter((node) => node < units.length && units[node] === unit)
    .map(nodeOf)
    .join(' ')

/** What a slice shows, as such a text. */
export const shownIn = (slice: {
  readonly endpoints?: readonly { nodeName: string }[] | null
}): string => (slice.endpoints ?? []).map(({ nodeName }) => nodeName).join(' ')
