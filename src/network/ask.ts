// What a plugin asks a node's agent about addresses, and what it is answered.
import type { Attachment } from './facts.ts'
import type { Route } from './range-config.ts'

/** Questions: those of CNI, without its words. */
export type AddressAsk =
  | { readonly kind: 'add'; readonly attachment: Attachment }
  | { readonly kind: 'del'; readonly attachment: Attachment }
  | {
      readonly kind: 'check'
      readonly attachment: Attachment
      readonly addresses: readonly string[]
    }
  | {
      readonly kind: 'keep'
      readonly attached: readonly Pick<Attachment, 'container' | 'interface'>[]
    }
  | { readonly kind: 'status' }

/** An address as an interface is told it. */
export interface GivenAddress {
  /** `10.244.1.5/24` */
  readonly address: string
  readonly gateway?: string | undefined
}

/** Answers. */
export type AddressAnswer =
  | {
      readonly kind: 'given'
      readonly addresses: readonly GivenAddress[]
      readonly routes: readonly Route[]
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly code: number; readonly msg: string }
