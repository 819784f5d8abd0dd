// A checker: watches a world while it runs, and says what it finds wrong.
import type { Change } from '../../src/objects/collection.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Journal } from '../../bus/journal.ts'
import type { KubeServer } from '../kube/server.ts'
import type { Conditions } from '../world/conditions.ts'
import type { PlacedNode } from '../world/layout.ts'
import type { Acknowledged, Ledger } from '../world/ledger.ts'
import type { Processes } from '../world/processes.ts'

/** What a checker may look at. */
export interface WorldView {
  /** Milliseconds since the world began. */
  readonly now: () => number
  readonly nodes: readonly PlacedNode[]
  /** Those that are healed in the end; the others may be in trouble for ever. */
  readonly core: readonly PlacedNode[]
  readonly processes: Processes
  readonly conditions: Conditions
  readonly ledger: Ledger
  /** Kubernetes, while it runs. */
  readonly server: () => KubeServer | undefined
}

/** Says what is wrong. */
export type Find = (what: string) => void

/** What a checker found, and when. */
export interface Finding {
  readonly atMs: number
  readonly checker: string
  readonly what: string
}

/** What a checker wants to be told. */
export interface Checker {
  readonly name: string
  /** A fact was acknowledged. */
  readonly fact?: (fact: Acknowledged) => void
  /** An object changed in Kubernetes. */
  readonly change?: (resource: 'nodes' | 'pods', change: Change) => void
  /** A journal was opened again, and all it has was read. */
  readonly opened?: (journal: Journal) => void
  /** Time has passed, a quarter of a second or so. */
  readonly look?: () => void
  /** The core is healed: is all well by now? Asked again and again, until nobody finds anything or the time is over. */
  readonly healed?: (find: Find) => void
}

/** Makes a checker for a world; `find` is for what must never happen. */
export type MakeChecker = (view: WorldView, find: Find) => Checker

/** The node that a name means; undefined for a stranger's. */
export const placedOf = ({ nodes }: WorldView, name: unknown): NodeId | undefined =>
  nodes.find(({ node }) => node === name)?.node
