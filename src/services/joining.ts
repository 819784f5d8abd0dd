// Pods that no slice lists yet, in the slice that takes them up: who keeps slices is in the cloud, and cannot be asked.
import type { KubeObject } from '../objects/object.ts'
import { addressesOf } from './live-slice.ts'
import type { PodWord } from './pod-word.ts'
import { readSlice } from './slice.ts'
import type { Slice, SliceEndpoint } from './slice.ts'

/** A pod, and the node that speaks of it. */
export interface Newcomer {
  readonly node: string
  readonly word: PodWord
}

/** What is known besides the slice. */
export interface Joining {
  readonly service: KubeObject | undefined
  /** All slices of the Service as the cloud has them, this one included. */
  readonly siblings: readonly KubeObject[]
  /** Pods that the Service selects. */
  readonly newcomers: readonly Newcomer[]
}

/** The fields read here, as the API has them. */
interface ServiceSpec {
  readonly type?: string
  readonly selector?: Readonly<Record<string, string>> | null
  readonly ports?: readonly ServicePort[]
  readonly publishNotReadyAddresses?: boolean
}

interface ServicePort {
  readonly name?: string
  readonly port: number
  readonly targetPort?: number | string
  readonly protocol?: string
  readonly appProtocol?: string
}

interface SlicePort {
  readonly name?: string | null
  readonly port?: number | null
  readonly protocol?: string | null
  readonly appProtocol?: string | null
}

/** The slice with those that join it; the very same object where nobody does. */
export function joined(object: KubeObject, { service, siblings, newcomers }: Joining): KubeObject {
  const slice = readSlice(object)
  const { name } = object.metadata
  if (slice === undefined || !slice.isStock || service === undefined) return object
  const listed = new Set(siblings.flatMap((each) => readSlice(each)?.pods ?? []))
  const joining = newcomers.filter(
    ({ word }) => !listed.has(word.name) && homeOf(word, slice.type, service, siblings) === name,
  )
  const [first] = joining
  if (first === undefined) return object
  const ports = portsOf(service, first.word)
  const endpoints = joining
    .filter(({ word }) => isSame(portsOf(service, word), ports))
    .map((each) => endpointOf(slice, service, each))
  const all = [...((object['endpoints'] ?? []) as readonly SliceEndpoint[]), ...endpoints]
  return { ...object, endpoints: all, ports }
}

/** Whether a Service selects a pod that can be reached. */
export function isSelected(service: KubeObject, { isGone, addresses, labels }: PodWord): boolean {
  const { selector, type } = specOf(service)
  const wanted = Object.entries(selector ?? {})
  if (isGone || addresses.length === 0 || wanted.length === 0 || type === 'ExternalName')
    return false
  return wanted.every(([key, value]) => labels[key] === value)
}

/** The slice that takes a pod up: the first of its addresses' type that has its ports, or has nobody. */
function homeOf(
  word: PodWord,
  type: Slice['type'],
  service: KubeObject,
  siblings: readonly KubeObject[],
): string | undefined {
  if (addressesOf(word, type).length === 0) return undefined
  const ports = portsOf(service, word)
  const fitting = siblings.filter((each) => {
    const sibling = readSlice(each)
    if (sibling?.type !== type || !sibling.isStock) return false
    const isEmpty = sibling.endpoints.length === 0
    return isEmpty || isSame((each['ports'] ?? []) as readonly SlicePort[], ports)
  })
  return fitting.map(({ metadata }) => metadata.name).toSorted()[0]
}

function endpointOf({ type }: Slice, service: KubeObject, { node, word }: Newcomer): SliceEndpoint {
  const { isReady, namespace, name, uid, hostname, subdomain } = word
  const { publishNotReadyAddresses } = specOf(service)
  const isNamed = hostname !== '' && subdomain === service.metadata.name
  return {
    addresses: addressesOf(word, type),
    conditions: {
      ready: isReady || publishNotReadyAddresses === true,
      serving: isReady,
      terminating: false,
    },
    ...(isNamed ? { hostname } : {}),
    nodeName: node,
    targetRef: { kind: 'Pod', namespace, name, uid },
  }
}

/** The Service's ports on a pod; one whose name no container has is left out. */
function portsOf(service: KubeObject, { ports: own }: PodWord): readonly SlicePort[] {
  return (specOf(service).ports ?? []).flatMap(
    ({ name = '', port, targetPort = port, protocol = 'TCP', appProtocol }) => {
      const number =
        typeof targetPort === 'number'
          ? targetPort
          : own.find((each) => each.name === targetPort)?.port
      if (number === undefined) return []
      return { name, port: number, protocol, ...(appProtocol === undefined ? {} : { appProtocol }) }
    },
  )
}

const isSame = (some: readonly SlicePort[], others: readonly SlicePort[]): boolean =>
  textOf(some) === textOf(others)

const textOf = (ports: readonly SlicePort[]): string =>
  ports
    .map(({ name, port, protocol }) => `${name ?? ''}/${port ?? ''}/${protocol ?? 'TCP'}`)
    .toSorted()
    .join()

const specOf = (service: KubeObject): ServiceSpec => (service['spec'] ?? {}) as ServiceSpec
