// What a dialect says of its units: who belongs to one, what it gives its nodes, and what its status tells.
import type { KubeObject } from '../../objects/object.ts'
import type { Json } from '../../objects/schema/typed.ts'
import type { LabelSelector } from '../../objects/selectors/label-selector.ts'
import type { Cluster } from '../cluster.ts'
import type { AppKind, Problem } from '../dialect.ts'
import type { Given } from './given.ts'

/** Whom a unit wants: those that it names, and those that one of its selectors selects. */
export interface Choice {
  readonly names: readonly string[]
  readonly selectors: readonly LabelSelector[]
}

/** What a unit gives one node. */
export interface Gift extends Given {
  /** The label by which a node is known to be the unit's: no other gift has precedence over it. */
  readonly mark?: readonly [key: string, value: string]
  /** What it would give and does not, and why. */
  readonly problems: readonly Problem[]
}

/** A unit as its status tells of it. */
export interface SeenMembers {
  /** Its nodes, by name. */
  readonly members: readonly KubeObject[]
  /** Nodes that it wants and another unit of its kind has. */
  readonly others: readonly { readonly node: KubeObject; readonly unit: string }[]
  /** Names of its manifest that nothing has. */
  readonly missing: readonly string[]
  /** The units of a group of units, by name. */
  readonly units: readonly string[]
  readonly problems: readonly Problem[]
}

/** One kind of unit in one dialect. */
export interface UnitDialect {
  readonly kind: AppKind
  /** Whether its members are nodes, or units of another kind: then their nodes are its nodes. */
  readonly of: 'nodes' | 'units'
  readonly choice: (unit: KubeObject) => Choice | Problem
  /** Whether a node is in one unit of this kind only: the one whose mark it bears, else the oldest. */
  readonly isExclusive: boolean
  /** What a unit gives one of its nodes; `within` is the unit of a group that the node is in. */
  readonly gives: (unit: KubeObject, node: KubeObject, within: string) => Gift
  readonly status: (unit: KubeObject, seen: SeenMembers) => Json
  /**
   * The label that nodes of a unit bear and nobody else writes, and its value; none if there is no such label. Nodes that bear
   * it and are not in the unit lose it; while a manifest is wrong, those that bear it stay in the unit.
   */
  readonly markOf?: (unit: KubeObject) => readonly [key: string, value: string]
  /** The finalizer of the original controller. Ours adds none. */
  readonly finalizer?: string
  /** Units that a group makes of nodes that it finds. */
  readonly makes?: (unit: KubeObject, cluster: Cluster) => readonly KubeObject[]
  /** The name of the unit that a group would make for a node with these labels of its own. */
  readonly finds?: (
    unit: KubeObject,
    labels: Readonly<Record<string, string>>,
  ) => string | undefined
}
