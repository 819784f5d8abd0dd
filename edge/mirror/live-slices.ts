// Which pods speak for themselves on this node, and what their slices are then: nobody changes those while a node is alone.
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import { liveSlice } from '../../src/services/live-slice.ts'
import { objectBytes, readObject } from './shown.ts'

const podsOf: Resource = { group: '', resource: 'pods' }
const servicesOf: Resource = { group: '', resource: 'services' }

/** Endpoint slices. */
export const slicesOf: Resource = { group: 'discovery.k8s.io', resource: 'endpointslices' }

/** Where objects are looked up. */
interface Objects {
  readonly get: (kind: Resource, namespace: string, name: string) => KubeObject | undefined
}

/** The slices of pods whose status was written here. A pod whose writes have come back says what the cloud says. */
export class LiveSlices {
  readonly #objects: Objects
  /** By namespace and name, the uid as bytes: it is looked for in slices without reading them. */
  readonly #pods = new Map<string, Buffer>()

  constructor(objects: Objects) {
    this.#objects = objects
  }

  /** An object was written on this node. */
  wrote(resource: Resource, { metadata }: KubeObject): void {
    if (!isOf(resource, podsOf) || metadata.uid === undefined) return
    this.#pods.set(placeOf(metadata.namespace ?? '', metadata.name), Buffer.from(metadata.uid))
  }

  /** Whether an object is a pod that speaks for itself. */
  isLive(key: ObjectKey): boolean {
    return isOf(key, podsOf) && this.#pods.has(placeOf(key.namespace, key.name))
  }

  /** An object is shown no more. */
  forget({ group, resource, namespace, name }: ObjectKey): void {
    if (isOf({ group, resource }, podsOf)) this.#pods.delete(placeOf(namespace, name))
  }

  /** Whether a slice names this pod. */
  names(told: Uint8Array | undefined, namespace: string, name: string): boolean {
    const uid = this.#pods.get(placeOf(namespace, name))
    return uid !== undefined && told !== undefined && viewOf(told).includes(uid)
  }

  /** What lies over a slice that was told so; undefined where nothing does. */
  of(key: ObjectKey, told: Uint8Array | undefined): Uint8Array | undefined {
    if (told === undefined || this.#pods.size === 0 || !isOf(key, slicesOf)) return undefined
    const view = viewOf(told)
    if (![...this.#pods.values()].some((uid) => view.includes(uid))) return undefined
    const slice = readObject(told)
    const { get } = this.#objects
    const live = liveSlice(slice, {
      podOf: (name) => get(podsOf, key.namespace, name),
      serviceOf: (name) => get(servicesOf, key.namespace, name),
    })
    return live === slice ? undefined : objectBytes(live)
  }
}

const isOf = ({ group, resource }: Resource, kind: Resource): boolean =>
  resource === kind.resource && group === kind.group

const placeOf = (namespace: string, name: string): string => `${namespace}/${name}`

const viewOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
