// What is known of a node's addresses, what comes in, and the settings.
import type { Keyed, State } from '../kernel/process.ts'
import type { NodeId } from '../kernel/ids.ts'
import type { MonoMs } from '../kernel/time.ts'
import type { Attachment } from './facts.ts'
import type { Range } from './ranges.ts'

/** Who has, or had, an address. */
export interface Holding extends Attachment {
  readonly address: string
  readonly boot: string
  readonly released: boolean
}

/** What survives a restart of the agent. */
export interface AddressHard {
  /** By address; those that were released stay, for their pod may come back. */
  readonly holdings: ReadonlyMap<string, Holding>
  /** The journal's epoch in which the runtime was last heard; 0 is never. */
  readonly learnedEpoch: number
}

/** What may be forgotten: it only makes graces begin anew. */
export interface AddressSoft {
  /** The journal's epoch now; undefined before the agent told it. */
  readonly epoch: number | undefined
  /** Since when this run of the agent looks. */
  readonly sinceMs: MonoMs | undefined
  readonly releasedMs: ReadonlyMap<string, MonoMs>
  /** Sandboxes that ended before it was learned what runs. */
  readonly gone: readonly Attachment[]
}

/** Hard and soft together. */
export type AddressState = State<AddressHard, AddressSoft>

/** A pod that the container runtime says it runs. */
export interface RuntimePod {
  readonly namespace: string
  readonly pod: string
  readonly uid?: string | undefined
  /** Its sandbox. */
  readonly container: string
  readonly addresses: readonly string[]
}

/** What comes in. */
export type AddressInput =
  /** The journal is in this epoch. */
  | { readonly kind: 'opened'; readonly epoch: number }
  | { readonly kind: 'learned'; readonly epoch: number; readonly pods: readonly RuntimePod[] }
  | { readonly kind: 'add'; readonly attachment: Attachment }
  | { readonly kind: 'del'; readonly attachment: Attachment }
  | {
      readonly kind: 'check'
      readonly attachment: Attachment
      /** What the attachment was told that it has. */
      readonly addresses: readonly string[]
    }
  /** Whatever is attached and not listed here is gone. */
  | {
      readonly kind: 'keep'
      readonly attached: readonly Pick<Attachment, 'container' | 'interface'>[]
    }
  | { readonly kind: 'tick' }

/** To ask the container runtime which pods it runs, and answer with `learned` of that epoch. */
export interface AskRuntime extends Keyed {
  readonly kind: 'ask-runtime'
  readonly key: 'runtime'
  readonly epoch: number
}

/** The settings of one node's addresses. */
export interface AddressRules {
  readonly ranges: readonly Range[]
  /** A released address goes to another pod after so long. */
  readonly graceMs: number
  /** This run of the machine. */
  readonly boot: string
  readonly node: NodeId
}
