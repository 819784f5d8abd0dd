// What the local API is told at its start.
import type { BackoffBounds } from '../../bus/backoff.ts'
import type { Address } from '../../bus/pipe.ts'
import type { Pace } from '../../src/health/config.ts'

/** How the local API behaves. */
export interface LocalApiBounds {
  /** So many requests may be under way to the cluster. */
  readonly inFlightMax: number
  /** After so long without an answer the cluster is asked something small, */
  readonly suspectMs: number
  /** which it must answer within so long. */
  readonly probeMs: number
  /** While it does not, it is asked again, ever later. */
  readonly retry: BackoffBounds
  /** A forwarded request is given up after so long. */
  readonly answerMsMax: number
  /** A watcher may fall so many bytes behind. */
  readonly behindBytesMax: number
}

/** The settings of one node's local API. */
export interface LocalApiConfig extends LocalApiBounds {
  readonly listen: Address
}

const usual = { inFlightMax: 250, answerMsMax: 60_000, behindBytesMax: 1 << 20 }

/** How it behaves, for each pace: after a silent cut the first read is answered within two seconds. */
export const localApis: Readonly<Record<Pace, LocalApiBounds>> = {
  fast: { ...usual, suspectMs: 900, probeMs: 900, retry: { minMs: 500, maxMs: 4_000 } },
  real: { ...usual, suspectMs: 900, probeMs: 900, retry: { minMs: 1_000, maxMs: 30_000 } },
}
