// What an uplink stands on, what it tells, and its bounds.
import type { Fault } from '../../src/kernel/fault.ts'
import type { Epoch, Sequence } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { Lane } from '../../src/facts.ts'
import type { Clock } from '../clock.ts'
import type { Journal } from '../journal.ts'
import type { Keyring } from '../keyring.ts'

/** The parts of an uplink. */
export interface UplinkParts {
  readonly journal: Journal
  readonly keyring: Pick<Keyring, 'sign'>
  readonly clock: Clock
  readonly random: Random
  /** Sends one signed batch on whatever path there is; it may be lost, repeated and reordered. */
  readonly send: (bytes: Uint8Array) => void
  readonly told: (news: UplinkNews) => void
  readonly bounds?: Partial<UplinkBounds>
}

/** What an uplink tells its agent. */
export type UplinkNews =
  /** The cloud has durably taken the lane up to here. */
  | { readonly kind: 'applied'; readonly lane: Lane; readonly upTo: Sequence }
  /** An earlier life of ours had published more than we have: a new epoch has begun. */
  | { readonly kind: 'renewed'; readonly epoch: Epoch }
  /** Another process writes under our name; nothing is sent any more. */
  | { readonly kind: 'twin'; readonly lane: Lane; readonly epoch: Epoch }
  /** A lane cannot go on for now. */
  | { readonly kind: 'stuck'; readonly lane: Lane; readonly fault: Fault }

/** How much, how often, how long. */
export interface UplinkBounds {
  /** Bytes of facts in one batch, unless a single one is larger. */
  readonly batchBytes: number
  readonly batchFacts: number
  /** Batches under way at once; the owner holds more than that. */
  readonly creditBatches: number
  /** Without progress it is asked again after this long, then twice as long, jittered. */
  readonly resendMinMs: number
  readonly resendMaxMs: number
  /** After a link came up, questions are spread over this long. */
  readonly spreadMs: number
  /** Applied facts are kept this long, then compacted. */
  readonly keepMs: number
}

/** Batches of 3 under way stay below the 1 MiB that an owner holds. */
export const uplinkBounds: UplinkBounds = {
  batchBytes: 256 * 1_024,
  batchFacts: 1_024,
  creditBatches: 3,
  resendMinMs: 2_000,
  resendMaxMs: 60_000,
  spreadMs: 200,
  keepMs: 15 * 60_000,
}
