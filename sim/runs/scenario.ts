// A scenario: everything that a run is made of, as data that can be written down and run again.
import type { Pace } from '../../src/health/config.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Flaws } from '../network/flaws.ts'
import type { Trouble } from '../plans/spells.ts'
import type { Plan } from '../plans/step.ts'
import type { Weather } from '../world/links.ts'

/** A scenario. In its first phase anything may break; in the second its core is healed and must agree. */
export interface Scenario {
  readonly seed: string
  /** How many nodes each site has. */
  readonly sites: Readonly<Record<string, number>>
  readonly pace: Pace
  /** How many replicas the cloud has; 0: one that serves the bus itself. */
  readonly replicas: number
  /** Whether agents serve a local API, and kubelets are clients of it. */
  readonly api: boolean
  /** Whose agents begin with the previous wire version. */
  readonly previous: readonly NodeId[]
  /** How many pods the workload has. */
  readonly pods: number
  readonly weather: Weather
  /** What the bus does to messages, and what the nodes' own brokers do. */
  readonly flaws: Flaws
  readonly lanFlaws: Flaws
  /** Of which kind each drawn spell of the plan is; none in a plan that a user wrote. */
  readonly troubles: readonly Trouble[]
  readonly plan: Plan
  /** When the first phase ends. */
  readonly healMs: number
  /** Who is healed then. */
  readonly core: readonly NodeId[]
  /** How soon the core must agree. */
  readonly agreeMs: number
}
