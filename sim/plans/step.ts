// A plan: what is done to a simulated world, and when, as data.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { DiskMood } from '../disk/mood.ts'
import type { Death } from '../world/process.ts'

/** A process of the world. */
export type Target =
  | { readonly role: 'kubernetes' | 'cloud' }
  | { readonly role: 'edge' | 'kubelet'; readonly node: NodeId }

/** Which of a node's links a cut takes; `up` is away from the node. */
export interface Cut {
  readonly direction: 'up' | 'down' | 'both'
  /** Its links to peers, too. */
  readonly peers: boolean
  /** What is open is closed, instead of falling silent. */
  readonly reset: boolean
}

/** One thing to do. */
export type Deed =
  | { readonly do: 'kill'; readonly what: Target; readonly how: Death }
  | { readonly do: 'start'; readonly what: Target }
  | ({ readonly do: 'cut'; readonly nodes: readonly NodeId[] } & Cut)
  | { readonly do: 'heal'; readonly nodes: readonly NodeId[] }
  /** Two nodes do not reach each other, however well they reach all others. */
  | { readonly do: 'part'; readonly between: readonly [NodeId, NodeId] }
  | { readonly do: 'join'; readonly between: readonly [NodeId, NodeId] }
  /** The process stands still, as under a debugger or without a CPU; time goes on. */
  | { readonly do: 'stall'; readonly what: Target; readonly forMs: number }
  /** Wall clocks of a node's machine, or the mainland's, are set so far from the world's. */
  | {
      readonly do: 'set-clock'
      readonly of: NodeId | 'cloud' | 'kubernetes'
      readonly aheadMs: number
    }
  | { readonly do: 'disk'; readonly of: NodeId | 'cloud'; readonly mood: Partial<DiskMood> }
  /** What a dead agent's disk has is gone. */
  | { readonly do: 'wipe'; readonly node: NodeId }
  | { readonly do: 'apply' | 'delete'; readonly object: KubeObject }

/** A deed and its time. */
export interface Step {
  readonly atMs: number
  readonly deed: Deed
  /** Steps of one spell begin and end one trouble; they are left out together. */
  readonly spell?: number
}

/** Steps in any order. */
export type Plan = readonly Step[]
