// What pods, and the nodes that they are on, may say in slices before Kubernetes does: addresses, readiness, and that they are there.
import type { KubeObject } from '../../src/objects/object.ts'
import type { SliceEndpoint } from '../../src/services/slice.ts'

interface PodSaid {
  readonly metadata?: { readonly name?: string; readonly uid?: string }
  readonly spec?: { readonly nodeName?: string }
  readonly status?: {
    readonly podIP?: string
    readonly podIPs?: readonly { readonly ip: string }[]
  }
}

/** What was said of pods, by whomever. */
export class SliceWords {
  readonly #addresses = new Set<string>()
  /** The node of each pod, by its uid. */
  readonly #nodes = new Map<string, string>()

  /** A pod was so, or something of it was written. */
  heard(pod: unknown): void {
    const { metadata, spec, status } = pod as PodSaid
    for (const ip of [status?.podIP, ...(status?.podIPs ?? []).map((one) => one.ip)])
      if (ip !== undefined) this.#addresses.add(ip)
    if (metadata?.uid !== undefined && spec?.nodeName !== undefined)
      this.#nodes.set(metadata.uid, spec.nodeName)
  }

  /** A slice without what pods may say in it; `known` are the fields that the slice ever had. */
  without(slice: KubeObject, known: ReadonlySet<string>): KubeObject {
    const endpoints = (slice['endpoints'] ?? []) as readonly SliceEndpoint[]
    const strange = endpoints.flatMap((endpoint) => this.#rest(endpoint, known))
    return { ...slice, endpoints: strange }
  }

  #rest(endpoint: SliceEndpoint, known: ReadonlySet<string>): readonly object[] {
    const { addresses, conditions: _, nodeName, targetRef, ...rest } = endpoint
    const uid = targetRef?.uid ?? ''
    const unheard = (addresses ?? []).filter((address) => !this.#addresses.has(address))
    const isListed = known.has(`.endpoints[${uid}].targetRef.uid=${JSON.stringify(uid)}`)
    const joins = !isListed && this.#nodes.get(uid) === nodeName
    const left = unheard.length === 0 ? {} : { addresses: unheard }
    if (joins) return unheard.length === 0 ? [] : [left]
    return [{ ...rest, ...left, nodeName, targetRef }]
  }
}
