// The fact of staged rollouts: each step says all of where a rollout stands, so that the last one is enough.
import type { UnitName } from '../dialect.ts'

/**
 * How it stands: `rolling` a batch; `paused` by its app; `stopped` after a failure, so that nothing more is rolled; `rolled-back`: what was
 * rolled has what it had before; `done`.
 */
export type RolloutPhase = 'rolling' | 'paused' | 'stopped' | 'rolled-back' | 'done'

/** Where the rollout of one revision of an app stands. */
export interface Rollout {
  /** A hash of what the app asks for. */
  readonly revision: string
  readonly phase: RolloutPhase
  /** Which batch is rolled, from 0. */
  readonly batch: number
  readonly batches: readonly (readonly UnitName[])[]
  /** What was not well in time, and why. */
  readonly because?: string | undefined
}

/** Facts about the rollout of one app (key: the app, `deploymentgrids.superedge.io/default/demo`). */
export type RolloutFact =
  | ({ readonly kind: 'rollout-moved'; readonly app: string } & Rollout)
  /** What was seen of the app's units; nobody keeps it. */
  | { readonly kind: 'rollout-observed'; readonly app: string; readonly sight: RolloutSight }

/** How a unit stands to what its app asks for now. */
export interface UnitStand {
  readonly unit: UnitName
  /** `old`: it has something else; `new`: it has it, and is not well yet; `well`: it has it, and all of it is ready. */
  readonly stand: 'old' | 'new' | 'well'
}

/** What a rollout is told of its app. */
export interface RolloutSight {
  readonly revision: string
  readonly plan: RolloutPlan
  readonly units: readonly UnitStand[]
}

/** What an app's annotation asks for. */
export interface RolloutPlan {
  readonly batches: readonly (readonly string[])[]
  /** How long a batch must be well before the next. */
  readonly healthyMs: number
  /** When a batch is not well after so long, the rollout has failed. */
  readonly timeoutMs: number
  readonly isPaused: boolean
  readonly onFailure: 'roll-back' | 'stop'
}
