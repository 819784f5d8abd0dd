// The endpoints that a service should have, grouped by the ports they answer on.
import { getOf, kinds, listOf } from './kinds.ts'
import type { Seen } from './kinds.ts'
import { containsAll } from './labels.ts'
import type { Node, Pod, Service } from './objects.ts'
import { isOver, isReady, isTerminating } from './pods.ts'

/** A port of a slice. */
export interface SlicePort {
  readonly name: string
  readonly port: number
  readonly protocol: string
  readonly appProtocol?: string
}

/** One pod behind a service. */
export interface Endpoint {
  readonly addresses: readonly string[]
  readonly conditions: {
    readonly ready: boolean
    readonly serving: boolean
    readonly terminating: boolean
  }
  readonly hostname?: string
  readonly nodeName?: string
  readonly zone?: string
  readonly targetRef: {
    readonly kind: 'Pod'
    readonly namespace: string
    readonly name: string
    readonly uid: string
  }
}

/** Endpoints with the same ports. */
export interface EndpointGroup {
  readonly ports: readonly SlicePort[]
  readonly endpoints: readonly Endpoint[]
}

/** The wanted endpoints; pods that are over, have no address or whose node is gone are left out. */
export function endpointsOf(service: Service, seen: Seen): readonly EndpointGroup[] {
  const groups = new Map<string, { ports: readonly SlicePort[]; endpoints: Endpoint[] }>()
  for (const pod of listOf(seen, kinds.pods, service.metadata.namespace)) {
    if (!containsAll(pod.metadata.labels ?? {}, service.spec.selector ?? {})) continue
    const endpoint = endpointOf(service, pod, seen)
    if (endpoint === undefined) continue
    const ports = portsOf(service, pod)
    const group = groups.get(JSON.stringify(ports)) ?? { ports, endpoints: [] }
    group.endpoints.push(endpoint)
    groups.set(JSON.stringify(ports), group)
  }
  return [...groups.values()]
}

function endpointOf(service: Service, pod: Pod, seen: Seen): Endpoint | undefined {
  const { podIP } = pod.status ?? {}
  if (podIP === undefined || isOver(pod)) return undefined
  const { nodeName, hostname, subdomain } = pod.spec
  const published = service.spec.publishNotReadyAddresses === true
  const node = nodeName === undefined ? undefined : getOf(seen, kinds.nodes, nodeName)
  if (node === undefined && !published) return undefined
  const { namespace = '', name, uid = '' } = pod.metadata
  const named = hostname !== undefined && subdomain === service.metadata.name
  return {
    addresses: [podIP],
    conditions: conditionsOf(pod, published),
    ...(named ? { hostname } : {}),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...placeOf(nodeName, node),
  }
}

function conditionsOf(pod: Pod, published: boolean): Endpoint['conditions'] {
  const serving = isReady(pod)
  const terminating = isTerminating(pod)
  return { ready: published || (serving && !terminating), serving, terminating }
}

function placeOf(nodeName: string | undefined, node: Node | undefined) {
  if (nodeName === undefined) return {}
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone']
  return zone === undefined ? { nodeName } : { nodeName, zone }
}

/** The service's ports on this pod; one whose name no container has is left out. */
function portsOf({ spec: { ports = [] } }: Service, pod: Pod): readonly SlicePort[] {
  const portOf = (name: string) =>
    pod.spec.containers.flatMap((each) => each.ports ?? []).find((port) => port.name === name)
      ?.containerPort
  return ports.flatMap(({ name = '', port, targetPort = port, protocol = 'TCP', appProtocol }) => {
    const number = typeof targetPort === 'number' ? targetPort : portOf(targetPort)
    if (number === undefined) return []
    return [{ name, port: number, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }]
  })
}
