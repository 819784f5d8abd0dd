// What feeds need of Kubernetes: each kind listed and watched, kept once, and told as placements in scopes.
import type { Cancel } from '../../bus/clock.ts'
import { reflect } from '../../bus/reflector.ts'
import type { ReflectorConfig, ReflectorPorts } from '../../bus/reflector-read.ts'
import { siteOf } from '../../src/health/site-of.ts'
import { nodeId } from '../../src/kernel/ids.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import { Catalogue } from '../../src/mirror/catalogue.ts'
import type { Placement } from '../../src/mirror/catalogue.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import { kindText } from '../../src/mirror/scope.ts'
import type { KubeObject } from '../../src/objects/object.ts'

/** What reading stands on. */
export interface ReadingParts extends ReflectorPorts {
  readonly config: ReflectorConfig
  readonly kinds: readonly FeedKind[]
  /** How many objects of a kind feeds had before this reading began. */
  readonly knew: (kind: FeedKind) => number
  readonly placed: (placement: Placement) => void
  /** All kinds have been listed once. */
  readonly complete: () => void
  readonly broke: (kind: FeedKind, why: Error) => void
}

/** Kubernetes as feeds show it. */
export class Reading {
  readonly #parts: ReadingParts
  readonly catalogue = new Catalogue(siteOfNode)
  readonly #unread: Set<string>
  #stop: Cancel | undefined

  constructor(parts: ReadingParts) {
    this.#parts = parts
    this.#unread = new Set(parts.kinds.map(kindText))
  }

  /** Whether everything that there is has been told. */
  get isComplete(): boolean {
    return this.#unread.size === 0
  }

  /** Begins to read, once; Nodes are read by others already. */
  begin(): void {
    if (this.#stop !== undefined) return
    const stops = this.#parts.kinds
      .filter((kind) => kind.rule !== 'site')
      .map((kind) => this.#read(kind))
    this.#stop = () => {
      for (const stop of stops) stop()
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
      { path: pathOf(kind) },
      {
        seen: (object) => this.catalogue.take(kind, object).forEach(placed),
        deleted: ({ namespace = '', name }) =>
          this.catalogue.drop({ group, resource, namespace, name }).forEach(placed),
        synced: () => this.#wasRead(kind),
        knew: () => knew(kind),
        broke: (why) => broke(kind, why),
        resumed: () => {},
        // Nodes and Leases are read from the same server: what fell is told by them.
        fell: () => {},
      },
      config,
    )
  }

  #wasRead(kind: FeedKind): void {
    const wasComplete = this.isComplete
    this.#unread.delete(kindText(kind))
    if (this.isComplete && !wasComplete) this.#parts.complete()
  }
}

const siteOfNode = ({ metadata: { name, labels = {} } }: KubeObject): string =>
  siteOf(nodeId(name), labels)

/** The collection of a kind, over all namespaces. */
const pathOf = ({ group, version, resource }: FeedKind): string =>
  group === '' ? `/api/${version}/${resource}` : `/apis/${group}/${version}/${resource}`
