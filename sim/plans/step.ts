// A plan: what is done to a simulated world, and when, as data.
import type { NodeId } from '../../src/kernel/ids.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { DiskMood } from '../disk/mood.ts'
import type { LogsDeed } from '../logs/log-store.ts'
import type { Flaws } from '../network/flaws.ts'
import type { LinkRules } from '../network/link.ts'
import type { ApiDeed } from '../world/api-flaws.ts'
import type { CloudName } from '../world/layout.ts'
import type { AgentVersion } from '../world/previous-version.ts'
import type { ClockFault } from '../world/machine-clocks.ts'
import type { Death } from '../world/process.ts'

/** A process of the world. */
export type Target =
  | { readonly role: 'kubernetes' | 'bus' }
  | { readonly role: 'cloud'; readonly name: CloudName }
  | { readonly role: 'edge' | 'kubelet'; readonly node: NodeId }

/** Whose links can be cut: a node, a replica of the cloud, or a bus that is a process of its own. */
export type Party = NodeId | CloudName | 'bus'

/** An end of a link; where the cloud serves the bus itself, the bus is where that is. */
export type LinkEnd = Party | 'kubernetes'

/** What a link is like from now on; the rest is as the weather has it. */
export type LinkChange = Partial<LinkRules>

/** Which of a party's links a cut takes; `up` is away from it. */
export interface Cut {
  readonly direction: 'up' | 'down' | 'both'
  /** Those between nodes, too. */
  readonly peers: boolean
  /** What is open is closed, instead of falling silent. */
  readonly reset: boolean
}

/** One thing to do. */
export type Deed =
  | { readonly do: 'kill'; readonly what: Target; readonly how: Death }
  | { readonly do: 'start'; readonly what: Target }
  | ({ readonly do: 'cut'; readonly nodes: readonly Party[] } & Cut)
  /** Their cuts end, and their links are as the weather has them. */
  | { readonly do: 'heal'; readonly nodes: readonly Party[] }
  /** Two nodes do not reach each other, however well they reach all others. */
  | { readonly do: 'part'; readonly between: readonly [NodeId, NodeId] }
  | { readonly do: 'join'; readonly between: readonly [NodeId, NodeId] }
  | ({ readonly do: 'link'; readonly rules: LinkChange } & Way)
  /** What is open between the two is closed. */
  | ({ readonly do: 'reset' } & Omit<Way, 'oneWay'>)
  /** What a broker does to messages from now on, the bus or a node's own; as in all the world where left out. */
  | { readonly do: 'messages'; readonly of: NodeId | 'bus'; readonly flaws?: Flaws }
  /** The bus drops a client as too slow: what is said to it until it is back is lost. */
  | { readonly do: 'drop'; readonly what: NodeId | CloudName }
  | ({ readonly do: 'logs' } & LogsDeed)
  | ({ readonly do: 'api' } & ApiDeed)
  /** The process stands still, as under a debugger or without a CPU; time goes on. */
  | { readonly do: 'stall'; readonly what: Target; readonly forMs: number }
  /** The clocks of a machine are so wrong from now on. */
  | ({
      readonly do: 'set-clock'
      readonly of: NodeId | CloudName | 'kubernetes'
    } & ClockFault)
  | { readonly do: 'disk'; readonly of: NodeId | CloudName; readonly mood: Partial<DiskMood> }
  /** From its next start on an agent has that version of the wire. */
  | { readonly do: 'install'; readonly node: NodeId; readonly version: AgentVersion }
  /** What a dead agent's disk has is gone. */
  | { readonly do: 'wipe'; readonly node: NodeId }
  /** The disk of an agent is copied, as a backup would be. */
  | { readonly do: 'save'; readonly node: NodeId }
  /** A dead agent's disk is from now on the copy that was saved of its own, or of another's. */
  | { readonly do: 'put-back'; readonly node: NodeId; readonly from: NodeId }
  /** One bit flips on a dead agent's disk. */
  | { readonly do: 'flip'; readonly node: NodeId }
  | { readonly do: 'apply' | 'delete'; readonly object: KubeObject }

/** From one end to another, or both ways. */
export interface Way {
  readonly from: LinkEnd
  readonly to: LinkEnd
  readonly oneWay: boolean
}

/** A deed and its time. */
export interface Step {
  readonly atMs: number
  readonly deed: Deed
  /** Steps of one spell begin and end one trouble; they are left out together. */
  readonly spell?: number
}

/** Steps in any order. */
export type Plan = readonly Step[]
