// A node's objects in memory: what its feeds, the cluster's answers and pending writes say, as one versioned collection.
import { nodeScope } from '../../src/mirror/scope.ts'
import type { ObjectKey, Scope } from '../../src/mirror/scope.ts'
import type { MonoMs } from '../../src/kernel/time.ts'
import { createBroadcast } from '../../src/objects/changes/broadcast.ts'
import type { Change, Collection, Pin } from '../../src/objects/collection.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import type { PodWord } from '../../src/services/pod-word.ts'
import { DerivedEndpoints } from './derived-endpoints.ts'
import type { Dress } from './dress.ts'
import { Entries } from './entries.ts'
import type { Entry } from './entries.ts'
import { isBare, isNewer, layerOf, shownOf, toldOf } from './layers.ts'
import type { Layers } from './layers.ts'
import { LiveSlices, slicesOf } from './live-slices.ts'
import { NodeView } from './node-view.ts'
import type { PeersSay } from './failed-nodes.ts'
import { Recent, recentBounds } from './recent.ts'
import type { RecentBounds } from './recent.ts'
import { shownChange } from './shown-change.ts'
import { areSame, objectBytes, originOf, readObject, Shown } from './shown.ts'
import { Versions } from './versions.ts'
import type { Saying } from './words.ts'

const nodes = { group: '', resource: 'nodes' }

/** Objects of one resource that are there, and not shown. */
interface Hidden {
  readonly key: string
  readonly isHidden: (object: KubeObject) => boolean
}

type ToldTo = readonly [each: (change: Change) => void, pin?: Pin]

/** The collection of one node. */
export class Projection implements Collection {
  readonly #node: string
  readonly #bounds: RecentBounds
  readonly #versions = new Versions()
  readonly #entries = new Entries()
  readonly #told = createBroadcast()
  readonly #live = new LiveSlices({
    get: (...place) => this.get(...place),
    list: (...place) => this.list(...place),
    slices: (namespace) => this.#entries.list(slicesOf, namespace),
  })
  readonly #derived = new DerivedEndpoints({
    get: (...place) => this.get(...place),
    slices: () => this.list(slicesOf, undefined),
    made: (key, derived) => {
      const entry = this.#entries.at(key)
      this.#lay(entry, { ...entry.layers, learned: undefined, derived })
    },
  })
  readonly #view: NodeView
  #recent: Recent | undefined
  #fedTold: (key: ObjectKey) => void = () => undefined
  #dress: Dress | undefined
  #hidden: Hidden | undefined

  constructor(node: string, bounds: RecentBounds = recentBounds) {
    this.#node = node
    this.#bounds = bounds
    this.#view = new NodeView(node, this.#entries)
  }

  /** What was loaded is there, once: from now on changes are told and versions given. */
  begin(asideBefore: number, wall: number, keep: (untilMs: number) => void): void {
    if (this.#recent !== undefined) return
    this.#versions.begin(asideBefore, wall, keep)
    for (const entry of this.#view.begin()) this.#show(entry)
    this.#recent = new Recent(this.#bounds, this.#versions.newest())
  }

  readonly version = (): number => this.#versions.newest()

  readonly horizon = (): number => this.#recent?.horizon() ?? 0

  readonly get = (kind: Resource, namespace: string | undefined, name: string) =>
    this.#object(this.#entryOf(kind, namespace, name))

  readonly list = (kind: Resource, namespace: string | undefined): readonly KubeObject[] => {
    this.#derived.asked(kind)
    return this.#entries.list(kind, namespace).flatMap((entry) => this.#object(entry) ?? [])
  }

  readonly changes = (kind: Resource, version: number): readonly Change[] => {
    this.#derived.asked(kind)
    return this.#recent?.since(resourceKey(kind), version) ?? []
  }

  readonly subscribe = (kind: Resource, ...to: ToldTo): (() => void) => {
    this.#derived.asked(kind)
    return this.#told.subscribe(resourceKey(kind), ...to)
  }

  /** By what an object is known, also that it is gone: a pending write, a feed, or an answer alone. */
  knownBy(
    kind: Resource,
    namespace: string | undefined,
    name: string,
  ): 'pending' | 'fed' | 'learned' | undefined {
    const layers = this.#entryOf(kind, namespace, name)?.layers
    if (layers === undefined) return undefined
    if (layers.pending !== undefined) return 'pending'
    const { own, shared, derived } = layers
    return (own ?? shared ?? derived) === undefined ? 'learned' : 'fed'
  }

  /** An object as the cloud or the cluster told it, under its origin's version, whatever lies over it. */
  readonly fed = (
    kind: Resource,
    namespace: string | undefined,
    name: string,
  ): KubeObject | undefined => {
    const layers = this.#entries.get(kind, namespace ?? '', name)?.layers
    const bytes = layers && toldOf(layers)
    return bytes && readObject(bytes)
  }

  /** Told of every object that the cloud or the cluster tells otherwise than before. */
  watchFed(each: (key: ObjectKey) => void): void {
    this.#fedTold = each
  }

  /** Objects are shown so from now on; whoever watches is told of those that look otherwise now. */
  dress(dress: Dress | undefined): void {
    const resources = [...(this.#dress?.resources ?? []), ...(dress?.resources ?? [])]
    this.#dress = dress
    for (const resource of resources)
      for (const entry of this.#entries.list(resource, undefined)) this.#show(entry)
  }

  /** Objects of a resource that are not shown from now on, whoever knows of them; watchers are told that they went, or are back. */
  hide(resource: Resource, isHidden: Hidden['isHidden'] | undefined): void {
    this.#hidden = isHidden && { key: resourceKey(resource), isHidden }
    for (const entry of this.#entries.list(resource, undefined)) this.#show(entry)
  }

  /** The bytes of an object as they are shown, whether it is here or not. */
  asShown(key: ObjectKey, bytes: Uint8Array): Uint8Array {
    return this.#dress?.bytes(key, bytes) ?? bytes
  }

  /** The origin's version of a shown object; undefined where the origin knows none. */
  originOf(kind: Resource, namespace: string | undefined, name: string): number | undefined {
    const shown = this.#entries.get(kind, namespace ?? '', name)?.shown
    const origin = shown === undefined ? 0 : originOf(readObject(shown.bytes))
    return origin === 0 ? undefined : origin
  }

  /** A feed has an object as these bytes. The own Node is believed from the own feed alone: others trim it. */
  place(scope: Scope, key: ObjectKey, bytes: Uint8Array): void {
    if (this.#isTrimmedSelf(scope, key)) return
    const entry = this.#entries.at(key)
    const { learned } = entry.layers
    const isKnown = learned !== undefined && !isNewer(learned, bytes)
    const caughtUp: Layers = isKnown ? { learned: undefined } : {}
    this.#change(entry, { ...caughtUp, [layerOf(scope)]: bytes })
  }

  /** An object has left a feed. */
  leave(scope: Scope, key: ObjectKey): void {
    const entry = this.#entries.get(key, key.namespace, key.name)
    if (entry === undefined || this.#isTrimmedSelf(scope, key)) return
    this.#change(entry, { learned: undefined, [layerOf(scope)]: undefined })
  }

  /** The cluster answered this node with an object; what is older than what is shown changes nothing. */
  learn(key: ObjectKey, bytes: Uint8Array): KubeObject | undefined {
    const entry = this.#entries.at(key)
    const { own, shared, learned, derived } = entry.layers
    // What is made here says what this node may see of it; the cluster's says more.
    if (derived !== undefined) return this.#object(entry)
    const known = [own, shared, learned].filter((layer) => layer !== undefined)
    if (known.every((layer) => isNewer(bytes, layer))) this.#change(entry, { learned: bytes })
    return this.#object(entry)
  }

  /** The cluster answered that there is no such object. */
  unlearn(key: ObjectKey): void {
    const entry = this.#entries.get(key, key.namespace, key.name)
    if (entry?.layers.learned !== undefined) this.#change(entry, { learned: undefined })
  }

  /** A pending write: the object is so from now on, whatever feeds say. */
  readonly put = (resource: Resource, object: KubeObject): KubeObject => {
    const { namespace, name } = object.metadata
    const entry = this.#entries.at(keyOf(resource, namespace, name))
    this.#live.wrote(resource, object)
    this.#change(entry, { pending: objectBytes(object) })
    return this.#object(entry) ?? object
  }

  /** The object is gone from now on. */
  readonly drop = (resource: Resource, namespace: string | undefined, name: string): void =>
    this.#change(this.#entries.at(keyOf(resource, namespace, name)), { pending: 'gone' })

  /** Feeds are believed again. */
  readonly settle = (resource: Resource, namespace: string | undefined, name: string): void => {
    const entry = this.#entries.get(resource, namespace ?? '', name)
    if (entry !== undefined) this.#change(entry, { pending: undefined })
  }

  /** From now on a node of the site says this, and nothing else, of its own pods: slices show it. */
  heed(node: string, said: readonly PodWord[], saying: Saying): void {
    this.#lookAgain(this.#live.heed(node, said, saying))
  }

  /** What was not said any more by then counts no longer. */
  forget(by: MonoMs): void {
    this.#lookAgain(this.#live.forget(by))
  }

  /** The peers of the site say so of each other: endpoints on dead nodes are shown no more while nobody else can say so. */
  judge(said: PeersSay): void {
    for (const entry of this.#view.hear(said)) this.#show(entry)
  }

  /** What the node may see of Services. */
  get view(): Pick<NodeView, 'labelsOf' | 'watchStarving'> {
    return this.#view
  }

  /** The node that a pod is known to be on. */
  nodeOf(pod: PodWord): string | undefined {
    return this.#live.nodeOf(pod)
  }

  #isTrimmedSelf(scope: Scope, { group, resource, name }: ObjectKey): boolean {
    if (resource !== nodes.resource || group !== nodes.group || name !== this.#node) return false
    return scope !== nodeScope(this.#node)
  }

  #entryOf(kind: Resource, namespace: string | undefined, name: string): Entry | undefined {
    this.#derived.asked(kind)
    return this.#entries.get(kind, namespace ?? '', name)
  }

  #object(entry: Entry | undefined): KubeObject | undefined {
    return entry?.shown?.object(this.#versions)
  }

  #change(entry: Entry, layers: Layers): void {
    const all = { ...entry.layers, ...layers }
    const live = this.#live.of(entry.key, toldOf(all))
    this.#lay(entry, live === all.live ? all : { ...all, live })
    if (!('pending' in layers)) this.#fedTold(entry.key)
    this.#lookAgain([...this.#live.naming(entry.key), ...this.#live.beside(entry)])
    if (entry.shown === undefined) this.#live.forgetObject(entry.key)
  }

  #lookAgain(slices: readonly Entry[]): void {
    for (const slice of slices)
      this.#lay(slice, { ...slice.layers, live: this.#live.of(slice.key, toldOf(slice.layers)) })
  }

  /** Shows an object as it is known now, and whatever looks otherwise because of it. */
  #lay(entry: Entry, layers: Layers): void {
    entry.layers = layers
    for (const each of this.#view.took(entry)) this.#show(each)
  }

  #show(entry: Entry): void {
    const before = entry.shown
    const known = shownOf(entry.layers)
    const isSeen = known !== undefined && !this.#isHidden(entry.key, known)
    const seen = isSeen ? this.#view.bytes(entry.key, known) : entry.layers.derived
    const next = seen && this.asShown(entry.key, seen)
    if (isBare(entry.layers)) this.#entries.delete(entry.key)
    if (next === undefined && before === undefined) return
    if (next !== undefined && before !== undefined && areSame(next, before.bytes)) return
    const number = this.#versions.next()
    entry.shown = next === undefined ? undefined : new Shown(next, number)
    if (this.#recent !== undefined) this.#tell(this.#recent, entry, before, number)
    this.#derived.shown(entry.key, () => this.#object(entry))
  }

  #isHidden(key: ObjectKey, bytes: Uint8Array): boolean {
    if (this.#hidden === undefined || resourceKey(key) !== this.#hidden.key) return false
    return this.#hidden.isHidden(readObject(bytes))
  }

  #tell(recent: Recent, entry: Entry, before: Shown | undefined, number: number): void {
    const change = shownChange(entry.shown, before, this.#versions, number)
    if (change === undefined) return
    recent.record(resourceKey(entry.key), change, entry.shown?.bytes.length ?? 0)
    this.#told.tell(entry.key, change)
  }
}

const keyOf = (
  { group, resource }: Resource,
  namespace: string | undefined,
  name: string,
): ObjectKey => ({ group, resource, namespace: namespace ?? '', name })
