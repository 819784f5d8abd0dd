// A checker: watches a world while it runs, and says what it finds wrong.
import type { Change } from '../../src/objects/collection.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Clock } from '../../bus/clock.ts'
import type { Journal } from '../../bus/journal.ts'
import type { KubeServer } from '../kube/server.ts'
import type { Appended } from '../logs/log-server.ts'
import type { Conditions } from '../world/conditions.ts'
import type { PlacedCloud, PlacedNode } from '../world/layout.ts'
import type { Acknowledged, Ledger } from '../world/ledger.ts'
import type { NodeEars } from '../world/node-ears.ts'
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
  /** The world's own clock, for what a checker does itself. */
  readonly clock: Clock
  /** How much there is of what must not pile up. */
  readonly load: () => Load
  /** Asks a replica's door for commands; nothing is answered while it does not run. */
  readonly ask: (of: PlacedCloud, path: string, done: (answer: string) => void) => void
  /** Kubernetes, while it runs. */
  readonly server: () => KubeServer | undefined
}

/** What must not pile up, by its name. */
export interface Load {
  readonly timers: number
  readonly connections: number
  readonly 'messages under way': number
}

/** Says what is wrong. */
export type Find = (what: string) => void

/** What a checker found, and when. */
export interface Finding {
  readonly atMs: number
  readonly checker: string
  readonly what: string
}

/** What a checker wants to be told; that a node's API was asked, and said, only in worlds where there is one. */
export interface Checker extends Partial<NodeEars> {
  readonly name: string
  /** A fact was acknowledged. */
  readonly fact?: (fact: Acknowledged) => void
  /** The bus acknowledged an entry of a shard's log. */
  readonly appended?: (entry: Appended) => void
  /** Kubernetes begins with what it had, or with an older copy; nobody has asked it yet. */
  readonly began?: (server: KubeServer) => void
  /** An object changed in Kubernetes; `resource` is one that mirrors hold. */
  readonly change?: (resource: string, change: Change) => void
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
