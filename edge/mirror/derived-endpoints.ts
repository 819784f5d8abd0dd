// Endpoints that a node makes of the slices that it shows, from the first moment that somebody asks for any.
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import { endpointsOf } from '../../src/services/endpoints-of.ts'
import { Groups } from '../../src/services/groups.ts'
import { slicesOf } from './live-slices.ts'
import { objectBytes } from './shown.ts'

/** Classic Endpoints. */
export const endpointsKind: Resource = { group: '', resource: 'endpoints' }

const servicesOf: Resource = { group: '', resource: 'services' }
const serviceLabel = 'kubernetes.io/service-name'

/** What they are made of, and who is told. */
export interface DerivedParts {
  readonly get: (kind: Resource, namespace: string, name: string) => KubeObject | undefined
  readonly slices: () => readonly KubeObject[]
  /** The Endpoints of a Service are these from now on; undefined: there are none. */
  readonly made: (key: ObjectKey, bytes: Uint8Array | undefined) => void
}

/** The derived Endpoints of one node; as long as nobody asks, they cost nothing. */
export class DerivedEndpoints {
  readonly #parts: DerivedParts
  /** The Service of each slice, and the slices of each Service; names with their namespaces. */
  readonly #serviceOf = new Map<string, string>()
  readonly #slicesOf = new Groups()
  #isOn = false

  constructor(parts: DerivedParts) {
    this.#parts = parts
  }

  /** Somebody asks for objects of a kind. */
  asked({ group, resource }: Resource): void {
    if (this.#isOn || resource !== endpointsKind.resource || group !== '') return
    this.#isOn = true
    for (const slice of this.#parts.slices()) this.#take(slice.metadata, slice)
    for (const service of new Set(this.#serviceOf.values())) this.#make(service)
  }

  /** A slice is shown otherwise; undefined: not any more. */
  shown(key: ObjectKey, slice: () => KubeObject | undefined): void {
    if (!this.#isOn || key.resource !== slicesOf.resource || key.group !== slicesOf.group) return
    const before = this.#take(key, slice())
    const after = this.#serviceOf.get(placeOf(key))
    for (const service of new Set([before, after])) if (service !== undefined) this.#make(service)
  }

  /** Answers of which Service a slice was before. */
  #take(
    key: { readonly namespace?: string | undefined; readonly name: string },
    slice: KubeObject | undefined,
  ): string | undefined {
    const place = placeOf(key)
    const before = this.#serviceOf.get(place)
    const name = slice?.metadata.labels?.[serviceLabel]
    const after = name === undefined ? undefined : placeOf({ ...key, name })
    if (before === after) return before
    if (before !== undefined) this.#slicesOf.remove(before, place)
    if (after === undefined) this.#serviceOf.delete(place)
    else {
      this.#serviceOf.set(place, after)
      this.#slicesOf.add(after, place)
    }
    return before
  }

  #make(service: string): void {
    const [namespace = '', name = ''] = service.split('/')
    const all = this.#slicesOf.of(service).flatMap((place) => {
      const slice = this.#parts.get(slicesOf, namespace, place.slice(namespace.length + 1))
      return slice ?? []
    })
    const slices = all.filter(
      ({ addressType }) => addressType === this.#family(namespace, name, all),
    )
    const key = { ...endpointsKind, namespace, name }
    this.#parts.made(key, slices.length === 0 ? undefined : objectBytes(endpointsOf(name, slices)))
  }

  /** Endpoints are of one family: the Service's first, where it has slices of both. */
  #family(namespace: string, name: string, slices: readonly KubeObject[]): unknown {
    const types = new Set(slices.map(({ addressType }) => addressType))
    if (types.size < 2) return slices[0]?.['addressType']
    const spec = this.#parts.get(servicesOf, namespace, name)?.['spec']
    const { ipFamilies = [] } = (spec ?? {}) as { readonly ipFamilies?: readonly unknown[] }
    return ipFamilies[0] ?? 'IPv4'
  }
}

const placeOf = (of: { readonly namespace?: string | undefined; readonly name: string }): string =>
  `${of.namespace ?? ''}/${of.name}`
