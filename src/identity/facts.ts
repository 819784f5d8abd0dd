// The facts of identity: who introduced itself with which keys.
import type { NodeId } from '../kernel/ids.ts'
import type { CertificateUse } from './certificates.ts'

/** Where a node listens, and its keys (hex). */
export interface Introduced {
  readonly lan: string
  readonly kubelet: string
  readonly version: string
  readonly signKey: string
  readonly sealKey: string
  /** Of its agent's journal: a later life has a higher one. Not told by the earliest facts. */
  readonly epoch: number | undefined
}

/** Facts about one node's identity, in the cloud (key: node). */
export type IdentityFact =
  /** The first introduction pins the keys; later ones with the same keys tell a new address or version. */
  | ({ readonly kind: 'node-introduced'; readonly node: NodeId } & Introduced)
  /** Somebody introduced himself under this name with another key than the pinned one, or one that is not listed. */
  | { readonly kind: 'key-refused'; readonly node: NodeId; readonly signKey: string }
  /** Its earlier life has long been silent and a newer one beats, or the key is listed: it is pinned by what follows. */
  | {
      readonly kind: 'key-replaced'
      readonly node: NodeId
      readonly signKey: string
      readonly before: string
    }
  /** The node is gone from Kubernetes: the next introduction under its name pins anew. */
  | { readonly kind: 'keys-forgotten'; readonly node: NodeId }

/** Facts about what the cloud's certificate authority gave (key: node). */
export type AuthorityFact = {
  readonly kind: 'certificate-issued'
  readonly node: NodeId
  readonly use: CertificateUse
  /** Its number within the authority, hexadecimal. */
  readonly serial: string
  readonly untilMs: number
  /** DNS names and addresses that it is valid for. */
  readonly names: readonly string[]
}
