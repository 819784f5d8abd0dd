// The catalog: services, slices and pods folded by change into what DNS looks up.
import type { KubeObject } from '../objects/object.ts'
import { Groups } from './groups.ts'
import { readPod, samePod } from './pod.ts'
import type { Pod } from './pod.ts'
import { readService } from './service.ts'
import type { Service } from './service.ts'
import { endpointsOf, readSlice } from './slice.ts'
import type { Labels } from './topology.ts'
import type { Endpoint, Slice } from './slice.ts'

/** One change of what the catalog is made of. */
export interface CatalogChange {
  readonly kind: 'service' | 'slice' | 'pod'
  readonly isGone: boolean
  readonly object: KubeObject
}

/** Where a node is: what names of its own site depend on. */
export interface Whereabouts {
  /** The node's own name. */
  readonly node: string
  /** The labels of a node, as far as they are known. */
  readonly labelsOf: (node: string) => Labels | undefined
  /** Calls `each` when labels of nodes may have changed, until cancelled. */
  readonly watch: (each: () => void) => () => void
}

/** Where the objects come from: a node's mirror, as the node may see it. */
export interface CatalogSource {
  /** undefined: nowhere, so there are no names of one's own site. */
  readonly here?: Whereabouts
  /** Whether all objects are known; before that nothing may be denied. */
  readonly isComplete: () => boolean
  readonly services: () => Iterable<KubeObject>
  readonly slices: () => Iterable<KubeObject>
  readonly pods: () => Iterable<KubeObject>
  /** Calls `each` for every later change, until cancelled. */
  readonly subscribe: (each: (change: CatalogChange) => void) => () => void
}

interface Placed {
  readonly slice: Slice
  readonly endpoints: readonly Endpoint[]
}

/** What DNS knows of the cluster. */
export class Catalog {
  readonly #here: Whereabouts | undefined
  readonly #services = new Map<string, Service>()
  readonly #pods = new Map<string, Pod>()
  readonly #placed = new Map<string, Placed>()
  readonly #namespaces = new Groups()
  readonly #servicesByAddress = new Groups()
  readonly #slicesByAddress = new Groups()
  readonly #slicesByService = new Groups()
  readonly #slicesByPod = new Groups()
  #version = 0

  constructor(here?: Whereabouts) {
    this.#here = here
  }

  /** Grows with each change that may change an answer. */
  get version(): number {
    return this.#version
  }

  /** Takes one change. */
  take({ kind, isGone, object }: CatalogChange): void {
    const key = keyOf(object.metadata.namespace ?? '', object.metadata.name)
    if (kind === 'service') this.#setService(key, isGone ? undefined : readService(object))
    else if (kind === 'slice') this.#setSlice(key, isGone ? undefined : readSlice(object))
    else this.#setPod(key, isGone ? undefined : readPod(object))
  }

  /** Labels of nodes may be others now. */
  relabelled(): void {
    this.#version += 1
  }

  service(namespace: string, name: string): Service | undefined {
    return this.#services.get(keyOf(namespace, name))
  }

  hasNamespace(namespace: string): boolean {
    return this.#namespaces.has(namespace)
  }

  /** The ready endpoints of a Service, each address and hostname once. */
  endpoints({ namespace, name, publishesNotReady }: Service): readonly Endpoint[] {
    const found = new Map<string, Endpoint>()
    for (const key of this.#slicesByService.of(keyOf(namespace, name)))
      for (const endpoint of this.#placed.get(key)?.endpoints ?? [])
        if (endpoint.isReady || publishesNotReady) {
          const same = `${endpoint.hostname}/${endpoint.address.text}/${portsText(endpoint)}`
          found.set(same, endpoint)
        }
    return [...found.values()]
  }

  /** The unit of this node by a label key; undefined: it is in none. */
  unitBy(key: string): string | undefined {
    return this.#here?.labelsOf(this.#here.node)?.[key] || undefined
  }

  /** Whether a node is in a unit. */
  isInUnit(node: string | undefined, key: string, unit: string): boolean {
    return node !== undefined && this.#here?.labelsOf(node)?.[key] === unit
  }

  /** The Services that have this cluster address. */
  servicesAt(address: string): readonly Service[] {
    return this.#servicesByAddress.of(address).flatMap((key) => this.#services.get(key) ?? [])
  }

  /** The Services that have a ready endpoint at this address, each with the endpoint. */
  endpointsAt(address: string): readonly { service: Service; endpoint: Endpoint }[] {
    return this.#slicesByAddress.of(address).flatMap((key) => {
      const { slice, endpoints = [] } = this.#placed.get(key) ?? {}
      const service = slice && this.service(slice.namespace, slice.service)
      if (service === undefined) return []
      return endpoints
        .filter(
          ({ address: at, isReady }) =>
            at.text === address && (isReady || service.publishesNotReady),
        )
        .map((endpoint) => ({ service, endpoint }))
    })
  }

  #setService(key: string, service: Service | undefined): void {
    const before = this.#services.get(key)
    if (before !== undefined) {
      this.#namespaces.remove(before.namespace, key)
      for (const { text } of before.addresses) this.#servicesByAddress.remove(text, key)
      this.#services.delete(key)
    }
    if (service !== undefined) {
      this.#services.set(key, service)
      this.#namespaces.add(service.namespace, key)
      for (const { text } of service.addresses) this.#servicesByAddress.add(text, key)
    }
    this.#version += 1
  }

  #setSlice(key: string, slice: Slice | undefined): void {
    const before = this.#placed.get(key)
    if (before !== undefined) this.#unplace(key, before)
    if (slice !== undefined) this.#place(key, slice)
    this.#version += 1
  }

  #place(key: string, slice: Slice): void {
    const { namespace, service, pods } = slice
    const endpoints = endpointsOf(slice, (name) => this.#pods.get(keyOf(namespace, name)))
    this.#placed.set(key, { slice, endpoints })
    this.#slicesByService.add(keyOf(namespace, service), key)
    for (const { address } of endpoints) this.#slicesByAddress.add(address.text, key)
    for (const pod of pods) this.#slicesByPod.add(keyOf(namespace, pod), key)
  }

  #unplace(key: string, { slice, endpoints }: Placed): void {
    const { namespace, service, pods } = slice
    this.#placed.delete(key)
    this.#slicesByService.remove(keyOf(namespace, service), key)
    for (const { address } of endpoints) this.#slicesByAddress.remove(address.text, key)
    for (const pod of pods) this.#slicesByPod.remove(keyOf(namespace, pod), key)
  }

  #setPod(key: string, pod: Pod | undefined): void {
    if (samePod(this.#pods.get(key), pod)) return
    if (pod === undefined) this.#pods.delete(key)
    else this.#pods.set(key, pod)
    for (const slice of this.#slicesByPod.of(key))
      this.#setSlice(slice, this.#placed.get(slice)?.slice)
  }
}

/** Namespaces and names have no slash. */
const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`

const portsText = ({ ports }: Endpoint): string =>
  ports.map(({ name, protocol, port }) => `${name}.${protocol}.${port}`).join()

/** A catalog that is kept as its source is; `stop` ends that. */
export function keepCatalog(source: CatalogSource): { catalog: Catalog; stop: () => void } {
  const catalog = new Catalog(source.here)
  const fill = (kind: CatalogChange['kind'], objects: Iterable<KubeObject>): void => {
    for (const object of objects) catalog.take({ kind, isGone: false, object })
  }
  fill('pod', source.pods())
  fill('service', source.services())
  fill('slice', source.slices())
  const cancels = [
    source.subscribe((change) => catalog.take(change)),
    source.here?.watch(() => catalog.relabelled()),
  ]
  return { catalog, stop: () => cancels.forEach((cancel) => cancel?.()) }
}
