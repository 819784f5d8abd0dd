// What feeds need of Kubernetes: each kind listed and watched, kept once, and told as placements in scopes.
import type { Cancel } from '../../bus/clock.ts'
import { reflect } from '../../bus/reflector.ts'
import type { ReflectorPorts } from '../../bus/reflector-read.ts'
import { siteOf } from '../../src/health/site-of.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { Catalogue } from '../../src/mirror/catalogue.ts'
import type { FurtherKind } from '../../src/mirror/further-kind.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import { kindText } from '../../src/mirror/scope.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { keysNamedBy } from '../../src/services/topology.ts'
import { FurtherReading } from './further-reading.ts'
import type { FurtherReadingParts } from './further-reading.ts'
import { pathOf } from './kind-path.ts'

/** What reading stands on. */
export interface ReadingParts
  extends ReflectorPorts, Pick<FurtherReadingParts, 'config' | 'knew' | 'placed' | 'say'> {
  readonly kinds: readonly FeedKind[]
  readonly further: readonly FurtherKind[]
  /** All kinds have been listed once. */
  readonly complete: () => void
  /** After that it became known what there is of a further kind. */
  readonly furtherKnown: () => void
  readonly broke: (kind: FeedKind, why: Error) => void
}

/** Kubernetes as feeds show it. */
export class Reading {
  readonly #parts: ReadingParts
  readonly catalogue = new Catalogue(siteOfNode, keysNamedBy)
  readonly #unread: Set<string>
  readonly #further: readonly FurtherReading[]
  #wasComplete = false
  #stop: Cancel | undefined

  constructor(parts: ReadingParts) {
    this.#parts = parts
    this.#unread = new Set(parts.kinds.map(kindText))
    const { catalogue } = this
    const settled = (): void => (this.#wasComplete ? parts.furtherKnown() : this.#look())
    this.#further = parts.further.map(
      (kind) =>
        new FurtherReading(kind, {
          ...parts,
          random: parts.random.fork(kindText(kind)),
          catalogue,
          settled,
        }),
    )
  }

  /** Whether everything that there is has been told; of further kinds that something could be said of them is enough. */
  get isComplete(): boolean {
    return this.#unread.size === 0 && this.#further.every(({ isWaited }) => !isWaited)
  }

  /** Whether an object is there, or may be: nobody knows yet what there is of its kind. */
  mayBe(key: ObjectKey): boolean {
    return this.catalogue.has('all', key) || this.#further.some((one) => one.isUnsureOf(key))
  }

  /** Begins to read, once; Nodes are read by others already. */
  begin(): void {
    if (this.#stop !== undefined) return
    const stops = this.#parts.kinds
      .filter((kind) => kind.rule !== 'site')
      .map((kind) => this.#read(kind))
    for (const one of this.#further) one.begin()
    this.#stop = () => {
      for (const stop of stops) stop()
      for (const one of this.#further) one.stop()
    }
  }

  stop(): void {
    this.#stop?.()
  }

  /** A Node as it is now; undefined when it was deleted. */
  node(name: NodeId, object: KubeObject | undefined): void {
    for (const kind of this.#nodeKinds()) {
      const { group, resource } = kind
      const placements =
        object === undefined
          ? this.catalogue.drop({ group, resource, namespace: '', name })
          : this.catalogue.take(kind, object)
      placements.forEach(this.#parts.placed)
    }
  }

  /** A node is failed, or is not any more. */
  judged(name: NodeId, isFailed: boolean): void {
    this.catalogue.failed(name, isFailed).forEach(this.#parts.placed)
  }

  /** All Nodes have been told. */
  nodesRead(): void {
    for (const kind of this.#nodeKinds()) this.#wasRead(kind)
  }

  #nodeKinds(): readonly FeedKind[] {
    return this.#parts.kinds.filter(({ rule }) => rule === 'site')
  }

  #read(kind: FeedKind): Cancel {
    const { placed, broke, knew, config, random } = this.#parts
    const { group, resource } = kind
    const ports = { ...this.#parts, random: random.fork(kindText(kind)) }
    return reflect(
      ports,
      { path: pathOf(kind, undefined) },
      {
        seen: (object) => this.catalogue.take(kind, object).forEach(placed),
        deleted: ({ namespace = '', name }) =>
          this.catalogue.drop({ group, resource, namespace, name }).forEach(placed),
        synced: () => this.#wasRead(kind),
        knew: () => knew(kind, undefined),
        broke: (why) => broke(kind, why),
        resumed: () => {},
        // Nodes and Leases are read from the same server: what fell is told by them.
        fell: () => {},
      },
      config,
    )
  }

  #wasRead(kind: FeedKind): void {
    this.#unread.delete(kindText(kind))
    this.#look()
  }

  #look(): void {
    if (this.#wasComplete || !this.isComplete) return
    this.#wasComplete = true
    this.#parts.complete()
  }
}

const siteOfNode = ({ metadata: { name, labels = {} } }: KubeObject): string =>
  siteOf(nodeId(name), labels)
