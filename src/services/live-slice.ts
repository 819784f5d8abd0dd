// An EndpointSlice with the addresses and the readiness that its pods have now, for those who read it where they are known.
import type { KubeObject } from '../objects/object.ts'
import { readAddress } from './addresses.ts'
import { addressTexts, readPod } from './pod.ts'
import { readSlice } from './slice.ts'
import type { Slice, SliceEndpoint } from './slice.ts'

/** What is known besides the slice. */
export interface Around {
  /** A pod of the slice's namespace. */
  readonly podOf: (name: string) => KubeObject | undefined
  /** A Service of the slice's namespace. */
  readonly serviceOf: (name: string) => KubeObject | undefined
}

/** The slice as its pods would have it; the very same object where they agree with it already. */
export function liveSlice(object: KubeObject, { podOf, serviceOf }: Around): KubeObject {
  const slice = readSlice(object)
  if (slice === undefined || slice.pods.length === 0) return object
  const { publishNotReadyAddresses } = (serviceOf(slice.service)?.['spec'] ?? {}) as ServiceSpec
  const endpoints = slice.endpoints.map((endpoint) => {
    const pod = podOf(endpoint.targetRef?.name ?? '')
    const isItself = pod?.metadata.uid === endpoint.targetRef?.uid
    if (pod === undefined || !isItself || pod.metadata.deletionTimestamp !== undefined)
      return endpoint
    return liveEndpoint(slice, endpoint, pod, publishNotReadyAddresses === true)
  })
  const isSame = endpoints.every((endpoint, at) => endpoint === slice.endpoints[at])
  return isSame ? object : { ...object, endpoints }
}

interface ServiceSpec {
  readonly publishNotReadyAddresses?: boolean
}

function liveEndpoint(
  { type }: Slice,
  endpoint: SliceEndpoint,
  object: KubeObject,
  isPublished: boolean,
): SliceEndpoint {
  const { isReady } = readPod(object)
  const now = addressTexts(object).filter((text) => readAddress(text)?.type === type)
  const addresses = now.length > 0 ? now : (endpoint.addresses ?? [])
  const { conditions = {} } = endpoint
  const ready = isReady || isPublished
  const isSame =
    addresses.join() === endpoint.addresses?.join() &&
    conditions.ready === ready &&
    conditions.serving === isReady
  if (isSame) return endpoint
  return { ...endpoint, addresses, conditions: { ...conditions, ready, serving: isReady } }
}
