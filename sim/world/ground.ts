// What all processes of a simulated world stand on.
import type { Tap } from '../../bus/tap.ts'
import type { HealthConfig, Pace } from '../../src/health/config.ts'
import type { NodeId } from '../../src/kernel/ids.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { Canary } from '../canaries/canary.ts'
import type { KubePace } from '../kube/config.ts'
import type { KeyOffice } from '../keys.ts'
import type { BrokerMoods } from '../network/flaws.ts'
import type { Network } from '../network/network.ts'
import type { SimBroker } from '../network/sim-broker.ts'
import type { Schedule } from '../schedule.ts'
import type { Mainland } from './layout.ts'
import type { Trace } from './trace.ts'
import type { MachineClocks } from './machine-clocks.ts'

/** The ground. */
export interface Ground {
  readonly schedule: Schedule
  readonly network: Network
  readonly random: Random
  readonly keys: KeyOffice
  readonly clocks: MachineClocks
  readonly trace: Trace
  readonly pace: Pace
  readonly health: HealthConfig
  readonly kubePace: KubePace
  readonly shards: number
  readonly mainland: Mainland
  /** Whether agents serve a local API, and kubelets are clients of it. */
  readonly api: boolean
  /** Nodes whose agents begin with the previous wire version. */
  readonly previous: readonly NodeId[]
  /** What brokers do to messages. */
  readonly moods: BrokerMoods
  /** The broker of the bus while it runs. */
  readonly brokers: { bus: SimBroker | undefined }
  /** The bug that is planted. */
  readonly canary: Canary
  /** What every process says for people, by its name. */
  readonly tapOf: (name: string) => Tap
}

/** The name of the cluster. */
export const cluster = 'sim'
