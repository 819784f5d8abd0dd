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
  readonly processes: Processes
  readonly conditions: Conditions
  readonly ledger: Ledger
  /** Kubernetes, while it runs. */
  readonly server: () => KubeServer | undefined
}

/** What a checker wants to be told; `find` says what is wrong. */
export interface Checker {
  readonly name: string
  /** A fact was acknowledged. */
  readonly fact?: (fact: Acknowledged) => void
  /** An object changed in Kubernetes. */
  readonly change?: (resource: 'nodes' | 'pods', change: Change) => void
  /** A journal was opened again, and all it has was read. */
  readonly opened?: (journal: Journal) => void
  /** Everything is healed, runs, and had time to settle. */
  readonly healed?: () => void
}

/** Makes a checker for a world. */
export type MakeChecker = (view: WorldView, find: (what: string) => void) => Checker

/** The node that a name means; undefined for a stranger's. */
export const placedOf = ({ nodes }: WorldView, name: unknown): NodeId | undefined =>
  nodes.find(({ node }) => node === name)?.node
