// The facts of addresses: which pod of a node holds which, and what the runtime taught.
import type { NodeId } from '../kernel/ids.ts'
import type { Family } from './ip.ts'

/** A pod's interface in one sandbox: what holds addresses. */
export interface Attachment {
  readonly namespace: string
  readonly pod: string
  /** The pod's identity, where the runtime tells it. */
  readonly uid?: string | undefined
  readonly interface: string
  /** The sandbox. */
  readonly container: string
}

/** Why nothing is given or confirmed. */
export type Refusal =
  | { readonly because: 'not-learned' | 'not-held' }
  | { readonly because: 'exhausted'; readonly family: Family }

/** Facts about the addresses of one node (key: node). */
export type AddressFact =
  /** From here on the address is this attachment's, whoever had it before. */
  | ({
      readonly kind: 'address-given'
      readonly node: NodeId
      readonly address: string
      /** The run of the machine: what was attached in an earlier one is gone. */
      readonly boot: string
    } & Attachment)
  /** Its attachment is gone; its pod may have it again, others after a grace. */
  | { readonly kind: 'address-released'; readonly node: NodeId; readonly address: string }
  /** The runtime told what runs, so from here on nothing is given twice; `epoch` is the journal's. */
  | {
      readonly kind: 'addresses-learned'
      readonly node: NodeId
      readonly epoch: number
      readonly held: number
    }
  | AddressObservation

/** What only this run of the agent needs to know. */
export type AddressObservation =
  | { readonly kind: 'journal-observed'; readonly node: NodeId; readonly epoch: number }
  /** A sandbox ended before it was learned what runs. */
  | ({ readonly kind: 'sandbox-gone'; readonly node: NodeId } & Attachment)
  | { readonly kind: 'address-confirmed'; readonly node: NodeId; readonly address: string }
  | ({ readonly kind: 'address-refused'; readonly node: NodeId } & Refusal)
