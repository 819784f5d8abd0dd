// When the parts of a run begin and end, for each pace.
import type { Pace } from '../../src/health/config.ts'

/** The times of a run. */
export interface RunTimes {
  /** Everything runs by then; trouble begins no earlier. */
  readonly quietMs: number
  /** How often the settings of the workload change. */
  readonly changeEveryMs: number
  /** The last change, after the core was healed. */
  readonly lastChangeMs: number
  /** When a healed core is first asked whether all is well, and how often. */
  readonly firstAskMs: number
  readonly askEveryMs: number
  /** How soon it must agree: tolerations, back-offs and a judge's listening, one after another. */
  readonly agreeMs: number
}

/** The times of each pace. */
export const times: Readonly<Record<Pace, RunTimes>> = {
  fast: {
    quietMs: 4_000,
    changeEveryMs: 7_300,
    lastChangeMs: 1_500,
    firstAskMs: 2_500,
    askEveryMs: 1_000,
    agreeMs: 60_000,
  },
  real: {
    quietMs: 180_000,
    changeEveryMs: 97_000,
    lastChangeMs: 80_000,
    firstAskMs: 110_000,
    askEveryMs: 30_000,
    agreeMs: 1_200_000,
  },
}
