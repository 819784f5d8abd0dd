// The objects of a mirror as its node may see them: Services that are for it, and of their endpoints those that it may reach.
import { keyOfText, keyText } from '../../src/mirror/scope.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import { neighboursTold, nodesTold, tellsOfNode, toldNodeIn } from '../../src/mirror/told-node.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import { poolsOf } from '../../src/services/for-node.ts'
import { keptEndpoints, keptSlice, seenEndpoints, seenSlice } from '../../src/services/seen-list.ts'
import { topologyOf } from '../../src/services/topology.ts'
import type { Labels } from '../../src/services/topology.ts'
import { ServicesView } from '../../src/services/view.ts'
import type { Entries, Entry } from './entries.ts'
import { FailedNodes } from './failed-nodes.ts'
import type { PeersSay } from './failed-nodes.ts'
import { shownOf } from './layers.ts'
import { slicesOf } from './live-slices.ts'
import { objectBytes, readObject } from './shown.ts'

const nodesOf: Resource = { group: '', resource: 'nodes' }
const servicesOf: Resource = { group: '', resource: 'services' }
const endpointsOf: Resource = { group: '', resource: 'endpoints' }

/** Where labels of a node are found, the first first. */
export const nodeKinds: readonly Resource[] = [nodesOf, nodesTold, neighboursTold]

/** Told of a Service that is without endpoints here by its own topology, and when that is over. */
export type WatchStarving = (service: ObjectKey, isStarving: boolean) => void

/** What one node may see. As long as no Service asks for anything and no node is failed, nothing is read. */
export class NodeView {
  readonly #node: string
  readonly #entries: Entries
  readonly #view: ServicesView
  readonly #failed = new FailedNodes()
  #watch: WatchStarving = () => undefined
  #state: 'loading' | 'idle' | 'on' = 'loading'
  /** What was read last: a slice is looked at, then shown. */
  #last: { readonly bytes: Uint8Array; readonly object: KubeObject } | undefined

  constructor(node: string, entries: Entries) {
    this.#node = node
    this.#entries = entries
    this.#view = new ServicesView(node)
  }

  /** All that was stored is there: the entries that may look otherwise than they are told, each to be shown as it comes. */
  begin(): Iterable<Entry> {
    this.#state = 'idle'
    const kinds = [servicesOf, nodesTold]
    const all = kinds.flatMap((kind) => this.#entries.list(kind, undefined))
    return all.some((entry) => this.#asks(entry)) ? this.#turnOn() : []
  }

  /** An object is known otherwise: it, and the entries that may look otherwise because of it, each to be shown as it comes. */
  took(entry: Entry): Iterable<Entry> {
    if (this.#state === 'idle' && this.#asks(entry)) return this.#turnOn(entry)
    if (this.#state !== 'on') return [entry]
    return new Set([entry, ...this.#entriesOf(this.#take(entry))])
  }

  /** The peers of the site say so of each other: the entries that may look otherwise. */
  hear(said: PeersSay): Iterable<Entry> {
    const nodes = this.#failed.hear(said)
    if (this.#state === 'idle' && this.#failed.all().length > 0) return this.#turnOn()
    return this.#state === 'on' ? this.#entriesOf(this.#judge(nodes)) : []
  }

  /** The bytes of an object as the node may see it; undefined: it may not. */
  bytes(key: ObjectKey, bytes: Uint8Array): Uint8Array | undefined {
    if (this.#state !== 'on') return bytes
    const text = keyText(key)
    if (isOf(key, servicesOf)) return this.#view.shows(text) ? bytes : undefined
    const kept = isOf(key, slicesOf)
      ? keptSlice
      : isOf(key, endpointsOf)
        ? keptEndpoints
        : undefined
    const keeps = kept && this.#view.keeps(text)
    if (kept === undefined || keeps === undefined) return bytes
    const object = this.#read(bytes)
    const seen = kept(object, keeps)
    return seen === object ? bytes : objectBytes(seen)
  }

  /** The labels of a node, as far as they are known here. */
  labelsOf(node: string): Labels | undefined {
    if (this.#state === 'on') return this.#view.labelsOf(node)
    return this.#labelsIn(node)
  }

  /** Tells of all that starve, and of each that begins or ends to. */
  watchStarving(each: WatchStarving): void {
    this.#watch = each
    this.#view.takeTurned()
    for (const service of this.#view.starving) each(keyOfText(service), true)
  }

  #turnOn(entry?: Entry): Iterable<Entry> {
    this.#state = 'on'
    this.#judge(this.#failed.all())
    return this.#takeAll(entry)
  }

  /** One after the other, so that none is read twice. */
  *#takeAll(last: Entry | undefined): Iterable<Entry> {
    for (const kind of [...nodeKinds, servicesOf, slicesOf, endpointsOf])
      for (const entry of this.#entries.list(kind, undefined))
        yield* this.#entriesOf(this.#take(entry))
    if (last !== undefined) yield last
  }

  /** Whether an object makes some other one look otherwise. */
  #asks({ key, layers }: Entry): boolean {
    const bytes = shownOf(layers)
    if (bytes === undefined) return false
    if (isOf(key, nodesTold)) return toldNodeIn(readObject(bytes)).isFailed
    if (!isOf(key, servicesOf) || !mayAsk(bytes)) return false
    return wordsOf(readObject(bytes)) !== undefined
  }

  #take({ key, layers }: Entry): ReadonlySet<string> {
    const text = keyText(key)
    const bytes = shownOf(layers)
    const read = (): KubeObject | undefined => bytes && this.#read(bytes)
    if (isOf(key, nodesOf) || tellsOfNode(key)) return this.#takeNode(key.name)
    if (isOf(key, servicesOf)) {
      const service = bytes !== undefined && mayAsk(bytes) ? read() : undefined
      return this.#view.setService(text, service && wordsOf(service))
    }
    const isSlice = isOf(key, slicesOf)
    if (!isSlice && !isOf(key, endpointsOf)) return new Set()
    const object = read()
    const list = object && (isSlice ? seenSlice(object) : seenEndpoints(object))
    if (list === undefined) return this.#view.setList(text, undefined)
    const service = keyText({ ...servicesOf, namespace: key.namespace, name: list.service })
    return this.#view.setList(text, { ...list, service })
  }

  #read(bytes: Uint8Array): KubeObject {
    if (this.#last?.bytes !== bytes) this.#last = { bytes, object: readObject(bytes) }
    return this.#last.object
  }

  #takeNode(node: string): ReadonlySet<string> {
    const told = this.#nodeAs(nodesTold, node)
    this.#failed.tell(node, told !== undefined && toldNodeIn(told).isFailed)
    const affected = this.#view.setLabels(node, this.#labelsIn(node))
    return new Set([...affected, ...this.#judge([node])])
  }

  /** Whatever others say of it, a node that can ask is there. */
  #judge(nodes: readonly string[]): ReadonlySet<string> {
    const others = nodes.filter((node) => node !== this.#node)
    return new Set(
      others.flatMap((node) => [...this.#view.setFailed(node, this.#failed.has(node))]),
    )
  }

  #labelsIn(node: string): Labels | undefined {
    for (const kind of nodeKinds) {
      const object = this.#nodeAs(kind, node)
      if (object !== undefined) return object.metadata.labels ?? {}
    }
    return undefined
  }

  #nodeAs(kind: Resource, node: string): KubeObject | undefined {
    const entry = this.#entries.get(kind, '', node)
    const bytes = entry && shownOf(entry.layers)
    return bytes && readObject(bytes)
  }

  #entriesOf(keys: ReadonlySet<string>): readonly Entry[] {
    this.#tellStarving()
    return [...keys].flatMap((text) => {
      const key = keyOfText(text)
      return this.#entries.get(key, key.namespace, key.name) ?? []
    })
  }

  #tellStarving(): void {
    for (const service of this.#view.takeTurned())
      this.#watch(keyOfText(service), this.#view.starving.has(service))
  }
}

function wordsOf(service: KubeObject) {
  const topology = topologyOf(service)
  const pools = poolsOf(service)
  return topology === undefined && pools === undefined ? undefined : { topology, pools }
}

/** Most Services ask for nothing, and are not even read. */
const signs = ['topologyKeys', 'openyurt.io/', 'kubeedge.io/']
function mayAsk(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  return signs.some((sign) => view.includes(sign))
}

const isOf = ({ group, resource }: Resource, kind: Resource): boolean =>
  resource === kind.resource && group === kind.group
