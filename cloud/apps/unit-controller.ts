// The controller of units: nodes bear what their units give them and nothing more, and each unit's status tells of its members.
import type { Cancel, Clock } from '../../bus/clock.ts'
import { Performer } from '../../bus/performer.ts'
import type { Tap } from '../../bus/tap.ts'
import type { Cluster } from '../../src/apps/cluster.ts'
import { nodeChange } from '../../src/apps/units/node-change.ts'
import { groupLeft, unitChange } from '../../src/apps/units/unit-change.ts'
import type { Concerned } from '../../src/apps/units/unit-index.ts'
import { UnitIndex } from '../../src/apps/units/unit-index.ts'
import { keyOf } from '../../src/apps/units/unit-keys.ts'
import type { Unit } from '../../src/apps/units/unit-keys.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { KubeObject, Resource } from '../../src/objects/object.ts'
import type { CloudConfig } from '../config.ts'
import { bare, statusPatch } from './app-patch.ts'
import type { AppHands, AppAction } from './hands.ts'

/** What the controller stands on. */
export interface UnitControllerParts {
  readonly clock: Clock
  readonly random: Random
  readonly tap: Tap
  readonly config: Pick<CloudConfig, 'repeatMs' | 'retry'>
  readonly hands: AppHands
  readonly cluster: Cluster
  /** Whether this replica writes, and whether all nodes and units have been read. */
  readonly mayAct: () => boolean
}

/** What comes within so long is looked at together. */
const gatherMs = 20

/** The controller; it is told of each change after the cluster knows of it. */
export class UnitController {
  readonly #parts: UnitControllerParts
  readonly #performer: Performer<AppAction>
  readonly #nodes = new Set<string>()
  readonly #units = new Map<string, Unit>()
  #index: UnitIndex | undefined
  #cancel: Cancel | undefined

  constructor(parts: UnitControllerParts) {
    this.#parts = parts
    const { clock, random, tap, config, hands } = parts
    this.#performer = new Performer<AppAction>({
      clock,
      random: random.fork('unit hands'),
      perform: (action, done) => hands.perform(action, done),
      answered: (owner, _action, fault) => {
        if (fault !== undefined && fault.code !== 'CONFLICT')
          tap('debug', 'unit action not done', { owner, code: fault.code, message: fault.message })
      },
      repeatMs: config.repeatMs,
      retry: config.retry,
    })
  }

  /** A node came, changed or went. */
  nodeChanged(name: string): void {
    if (this.#index !== undefined) this.#concern(this.#index.takeNode(name))
  }

  /** A unit came, changed or went. */
  unitChanged(kind: Resource, name: string): void {
    if (this.#index === undefined) return
    const key = keyOf(kind, name)
    this.#concern(this.#index.takeUnit(kind, name))
    if (this.#parts.cluster.object(kind, name) === undefined) {
      this.#units.delete(key)
      this.#performer.want(key, [])
    }
  }

  /** The right to write was won or lost: what was under way without it ends. */
  right(has: boolean): void {
    if (!has) this.#performer.stop()
    this.touchAll()
  }

  /** Everything is looked at anew, from what is known of the cluster. */
  touchAll(): void {
    if (!this.#parts.mayAct()) return
    const { cluster } = this.#parts
    this.#index = new UnitIndex(cluster)
    const nodes = new Set([...cluster.nodes()].map(({ metadata }) => metadata.name))
    this.#concern({ nodes, units: this.#index.all() })
  }

  stop(): void {
    this.#cancel?.()
    this.#performer.stop()
  }

  #concern({ nodes, units }: Concerned): void {
    for (const node of nodes) this.#nodes.add(node)
    for (const unit of units)
      this.#units.set(keyOf(unit.dialect.kind, unit.object.metadata.name), unit)
    this.#cancel ??= this.#parts.clock.after(gatherMs, () => this.#work())
  }

  #work(): void {
    this.#cancel = undefined
    const index = this.#index
    if (index === undefined || !this.#parts.mayAct()) return
    const [nodes, units] = [[...this.#nodes], [...this.#units]]
    this.#nodes.clear()
    this.#units.clear()
    for (const name of nodes) this.#performer.want(`node/${name}`, this.#ofNode(index, name))
    for (const [key, { dialect, object }] of units) {
      // It may have changed since it was concerned.
      const now = this.#parts.cluster.object(dialect.kind, object.metadata.name)
      const actions = now === undefined ? [] : this.#ofUnit(index, { dialect, object: now })
      this.#performer.want(key, actions)
    }
  }

  #ofNode(index: UnitIndex, name: string): readonly AppAction[] {
    const node = this.#parts.cluster.node(name)
    if (node === undefined) return []
    const settled = index.settledFor(name)
    const { given } = settled
    const merge = nodeChange(node, given, index.strayMarks(node, settled))
    if (merge === undefined) return []
    const left = groupLeft(node, given)
    return [
      { kind: 'patch', key: 'node', object: bare(node), merge },
      ...(left === undefined ? [] : [pinned(node, left)]),
    ]
  }

  #ofUnit(index: UnitIndex, unit: Unit): readonly AppAction[] {
    const { cluster } = this.#parts
    const { dialect, object } = unit
    const { name, deletionTimestamp } = object.metadata
    const change = unitChange(unit, index, cluster)
    const made = deletionTimestamp === undefined ? (dialect.makes?.(object, cluster) ?? []) : []
    return [
      ...statusPatch(object, dialect.status(object, index.seen(dialect.kind, name))),
      ...(change === undefined
        ? []
        : [{ kind: 'patch', key: 'unit', object: bare(object), merge: change } as const]),
      ...made.flatMap((it) => (this.#isMade(it) ? [] : [make(it)])),
    ]
  }

  /** Whether a unit that a group makes is there. */
  #isMade({ metadata: { name } }: KubeObject): boolean {
    const units = { group: 'site.superedge.io', resource: 'nodeunits' }
    return this.#parts.cluster.object(units, name) !== undefined
  }
}

const make = (object: KubeObject): AppAction => ({
  kind: 'apply',
  key: `make ${object.metadata.name}`,
  object,
})

/** The pods on a node that are pinned to a group which it leaves. */
const pinned = (node: KubeObject, group: string): AppAction => ({
  kind: 'drop-pinned',
  key: 'pinned',
  object: bare(node),
  group,
})
