// Which pods speak for themselves on this node, and what their slices are then: nobody changes those while a node is alone.
import type { MonoMs } from '../../src/kernel/time.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import { isSelected, joined } from '../../src/services/joining.ts'
import { liveSlice } from '../../src/services/live-slice.ts'
import { podWord } from '../../src/services/pod-word.ts'
import type { PodWord } from '../../src/services/pod-word.ts'
import type { SliceEndpoint } from '../../src/services/slice.ts'
import type { Entry } from './entries.ts'
import { toldOf } from './layers.ts'
import { objectBytes, readObject } from './shown.ts'
import { Words } from './words.ts'
import type { Saying } from './words.ts'

const podsOf: Resource = { group: '', resource: 'pods' }
const servicesOf: Resource = { group: '', resource: 'services' }

/** Endpoint slices. */
export const slicesOf: Resource = { group: 'discovery.k8s.io', resource: 'endpointslices' }

/** Where objects are looked up. */
interface Objects {
  readonly get: (kind: Resource, namespace: string, name: string) => KubeObject | undefined
  readonly list: (kind: Resource, namespace: string) => readonly KubeObject[]
  /** The slices of a namespace. */
  readonly slices: (namespace: string) => readonly Entry[]
}

/**
 * The slices of pods whose status was written here, and of those of which a node of the site speaks. A pod whose writes
 * have come back says what the cloud says.
 */
export class LiveSlices {
  readonly #objects: Objects
  /** By namespace and name, the uid as bytes: it is looked for in slices without reading them. */
  readonly #pods = new Map<string, Buffer>()
  readonly #words = new Words()

  constructor(objects: Objects) {
    this.#objects = objects
  }

  /** An object was written on this node. */
  wrote(resource: Resource, { metadata }: KubeObject): void {
    if (!isOf(resource, podsOf) || metadata.uid === undefined) return
    this.#pods.set(placeOf(metadata.namespace ?? '', metadata.name), Buffer.from(metadata.uid))
  }

  /** A node says so of its pods; answers the slices that may be others for it. */
  heed(node: string, said: readonly PodWord[], saying: Saying): readonly Entry[] {
    return this.#concerned(this.#words.heed(node, said, saying))
  }

  /** What was not said any more by then is over. */
  forget(by: MonoMs): readonly Entry[] {
    return this.#concerned(this.#words.forget(by))
  }

  /** The node that a pod is known to be on, by this node's pods and the cloud's slices. */
  nodeOf({ namespace, name, uid }: PodWord): string | undefined {
    const { get, slices } = this.#objects
    const pod = get(podsOf, namespace, name)
    if (pod?.metadata.uid === uid)
      return (pod['spec'] as { readonly nodeName?: string } | undefined)?.nodeName
    const bytes = Buffer.from(uid)
    for (const { layers } of slices(namespace)) {
      const told = toldOf(layers)
      if (told === undefined || !viewOf(told).includes(bytes)) continue
      const endpoints = (readObject(told)['endpoints'] ?? []) as readonly SliceEndpoint[]
      const found = endpoints.find(({ targetRef }) => targetRef?.uid === uid)
      if (found?.nodeName) return found.nodeName
    }
    return undefined
  }

  /** The slices that may be others because an object changed: those that name it, if it is a pod that speaks for itself. */
  naming({ group, resource, namespace, name }: ObjectKey): readonly Entry[] {
    if (!isOf({ group, resource }, podsOf)) return nothing
    const uid = this.#pods.get(placeOf(namespace, name))
    if (uid === undefined) return nothing
    return this.#objects.slices(namespace).filter((slice) => isNamed(slice, uid))
  }

  /** Others that took up pods which this slice may list now. */
  beside({ key }: Entry): readonly Entry[] {
    if (this.#words.isEmpty || !isOf(key, slicesOf)) return nothing
    return this.#objects
      .slices(key.namespace)
      .filter(({ key: { name }, layers }) => layers.live !== undefined && name !== key.name)
  }

  /** An object is shown no more. */
  forgetObject({ group, resource, namespace, name }: ObjectKey): void {
    if (isOf({ group, resource }, podsOf)) this.#pods.delete(placeOf(namespace, name))
  }

  /** What lies over a slice that was told so; undefined where nothing does. */
  of(key: ObjectKey, told: Uint8Array | undefined): Uint8Array | undefined {
    if (told === undefined || !isOf(key, slicesOf) || this.#isQuiet()) return undefined
    const view = viewOf(told)
    const isConcerned =
      this.#words.areOf(key.namespace) || [...this.#pods.values()].some((uid) => view.includes(uid))
    if (!isConcerned) return undefined
    const slice = readObject(told)
    const service = slice.metadata.labels?.[serviceLabel] ?? ''
    const live = liveSlice(slice, {
      wordOf: (endpoint) => this.#wordOf(key, service, endpoint),
      serviceOf: (name) => this.#objects.get(servicesOf, key.namespace, name),
    })
    const all = this.#withJoining(live, key.namespace, service)
    return all === slice ? undefined : objectBytes(all)
  }

  /** No pod speaks for itself, and no node of another's. */
  #isQuiet(): boolean {
    return this.#pods.size === 0 && this.#words.isEmpty
  }

  /** A pod of this node speaks before what its agent last said of it. */
  #wordOf(key: ObjectKey, service: string, endpoint: SliceEndpoint): PodWord | undefined {
    const { name = '', uid } = endpoint.targetRef ?? {}
    const word = this.#words.of(endpoint, key.name, service)
    const isOwn = this.#pods.has(placeOf(key.namespace, name))
    const pod = isOwn ? this.#objects.get(podsOf, key.namespace, name) : undefined
    return pod !== undefined && pod.metadata.uid === uid ? podWord(pod) : word
  }

  #withJoining(slice: KubeObject, namespace: string, name: string): KubeObject {
    const unlisted = this.#words.unlisted(namespace, name)
    const service = unlisted.length > 0 && this.#objects.get(servicesOf, namespace, name)
    if (!service) return slice
    const newcomers = unlisted.filter(({ word }) => isSelected(service, word))
    if (newcomers.length === 0) return slice
    const siblings = this.#objects.slices(namespace).flatMap(({ layers }) => {
      const told = toldOf(layers)
      if (told === undefined || !viewOf(told).includes(name)) return []
      const sibling = readObject(told)
      return sibling.metadata.labels?.[serviceLabel] === name ? sibling : []
    })
    return joined(slice, { service, siblings, newcomers })
  }

  /** Slices that name one of these pods, or are of a Service that selects one which none names. */
  #concerned(words: readonly PodWord[]): readonly Entry[] {
    const found = new Set<Entry>()
    for (const word of words) {
      const uid = Buffer.from(word.uid)
      const slices = this.#objects.slices(word.namespace)
      const named = slices.filter((slice) => isNamed(slice, uid))
      const services = named.length > 0 ? [] : this.#selecting(word)
      const selecting = slices.filter(({ layers }) => {
        const told = toldOf(layers)
        return told !== undefined && services.some((name) => viewOf(told).includes(name))
      })
      for (const slice of [...named, ...selecting]) found.add(slice)
    }
    return [...found]
  }

  #selecting(word: PodWord): readonly string[] {
    return this.#objects
      .list(servicesOf, word.namespace)
      .filter((service) => isSelected(service, word))
      .map(({ metadata }) => metadata.name)
  }
}

const nothing: readonly Entry[] = []
const serviceLabel = 'kubernetes.io/service-name'

/** Whether a slice names a pod, as the cloud has it or because it took the pod up. */
function isNamed({ layers }: Entry, uid: Buffer): boolean {
  const told = toldOf(layers)
  const isTold = told !== undefined && viewOf(told).includes(uid)
  return isTold || (layers.live !== undefined && viewOf(layers.live).includes(uid))
}

const isOf = ({ group, resource }: Resource, kind: Resource): boolean =>
  resource === kind.resource && group === kind.group

const placeOf = (namespace: string, name: string): string => `${namespace}/${name}`

const viewOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
