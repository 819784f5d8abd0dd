// The facts about writes that nodes accept alone: two of the node, two of the cloud.
import type { NodeId } from '../../kernel/ids.ts'
import type { PendingWrite, WriteName, WriteTarget } from './write.ts'

/** Why a write had not the effect that was meant; what the cloud has stays. */
export type ConflictReason =
  /** The object is not there any more. */
  | 'gone'
  /** Another object has its name. */
  | 'replaced'
  /** What was created alone is there already, and is not the node's. */
  | 'taken'
  /** The object was adopted, but its spec differs. */
  | 'spec'
  /** The API server did not want it. */
  | 'refused'

/** Facts of a node about its own writes (key: node). */
export type NodeWriteFact =
  | ({ readonly kind: 'write-accepted'; readonly node: NodeId } & PendingWrite)
  /** Their effects are in Kubernetes and in the node's feeds, up to this one: they are pending no more. */
  | {
      readonly kind: 'writes-settled'
      readonly node: NodeId
      readonly life: string
      readonly upTo: number
    }

/** What became of a write in Kubernetes. */
export interface WriteOutcome extends WriteName {
  /** The object's resource version after it; undefined where it left none. */
  readonly version: string | undefined
}

/** Facts of the cloud about a node's writes (key: node). */
export type ReplayFact =
  | ({ readonly kind: 'write-replayed'; readonly node: NodeId } & WriteOutcome)
  | ({
      readonly kind: 'write-conflicted'
      readonly node: NodeId
      readonly target: WriteTarget
      readonly reason: ConflictReason
      readonly message: string
    } & WriteOutcome)

/** A node alone put writes off, so many since it said so last: what it keeps for the cloud is bounded (key: node). */
export interface PutOffFact {
  readonly kind: 'writes-put-off'
  readonly node: NodeId
  readonly count: number
  readonly bytes: number
  readonly bytesMax: number
}

/** What nodes and the cloud tell each other of writes. */
export type WriteFact = NodeWriteFact | ReplayFact
