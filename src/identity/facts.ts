// The facts of identity: who introduced itself with which keys.
import type { NodeId } from '../kernel/ids.ts'

/** Where a node listens, and its keys (hex). */
export interface Introduced {
  readonly lan: string
  readonly kubelet: string
  readonly version: string
  readonly signKey: string
  readonly sealKey: string
}

/** Facts about one node's identity, in the cloud (key: node). */
export type IdentityFact =
  /** The first introduction pins the keys; later ones with the same keys tell a new address or version. */
  | ({ readonly kind: 'node-introduced'; readonly node: NodeId } & Introduced)
  /** Somebody introduced himself under this name with another key than the pinned one. */
  | { readonly kind: 'key-refused'; readonly node: NodeId; readonly signKey: string }
  /** The node is gone from Kubernetes: the next introduction under its name pins anew. */
  | { readonly kind: 'keys-forgotten'; readonly node: NodeId }
