// An EndpointSlice with the addresses and the readiness that its pods have now, for those who read it where they are known.
import type { KubeObject } from '../objects/object.ts'
import { readAddress } from './addresses.ts'
import type { PodWord } from './pod-word.ts'
import { readSlice } from './slice.ts'
import type { Slice, SliceEndpoint } from './slice.ts'

/** What is known besides the slice. */
export interface Around {
  /** What counts of an endpoint's pod before what the slice says. */
  readonly wordOf: (endpoint: SliceEndpoint) => PodWord | undefined
  /** A Service of the slice's namespace. */
  readonly serviceOf: (name: string) => KubeObject | undefined
}

/** The slice as its pods would have it; the very same object where they agree with it already. */
export function liveSlice(object: KubeObject, { wordOf, serviceOf }: Around): KubeObject {
  const slice = readSlice(object)
  if (slice === undefined || slice.pods.length === 0) return object
  const { publishNotReadyAddresses } = (serviceOf(slice.service)?.['spec'] ?? {}) as ServiceSpec
  const endpoints = slice.endpoints.flatMap((endpoint) => {
    const word = wordOf(endpoint)
    if (word === undefined) return endpoint
    return word.isGone ? [] : liveEndpoint(slice, endpoint, word, publishNotReadyAddresses === true)
  })
  const isSame =
    endpoints.length === slice.endpoints.length &&
    endpoints.every((endpoint, at) => endpoint === slice.endpoints[at])
  return isSame ? object : { ...object, endpoints }
}

interface ServiceSpec {
  readonly publishNotReadyAddresses?: boolean
}

function liveEndpoint(
  { type }: Slice,
  endpoint: SliceEndpoint,
  word: PodWord,
  isPublished: boolean,
): SliceEndpoint {
  const now = addressesOf(word, type)
  const addresses = now.length > 0 ? now : (endpoint.addresses ?? [])
  const { conditions = {} } = endpoint
  const { isReady } = word
  const ready = isReady || isPublished
  const isSame =
    addresses.join() === endpoint.addresses?.join() &&
    conditions.ready === ready &&
    conditions.serving === isReady
  if (isSame) return endpoint
  return { ...endpoint, addresses, conditions: { ...conditions, ready, serving: isReady } }
}

/** The addresses of a pod that a slice of this type lists. */
export const addressesOf = ({ addresses }: PodWord, type: Slice['type']): readonly string[] =>
  addresses.filter((text) => readAddress(text)?.type === type)
