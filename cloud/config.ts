// What the cloud is told at its start, and the checks that it makes sense.
import type { FeedConfig } from '../bus/feed/config.ts'
import type { Address } from '../bus/pipe.ts'
import { reflectorConfig } from '../bus/reflector-read.ts'
import type { ReflectorConfig } from '../bus/reflector-read.ts'
import type { HealthConfig, Pace } from '../src/health/config.ts'
import { Fault } from '../src/kernel/fault.ts'
import type { FeedKind } from '../src/mirror/kinds.ts'
import { holdLeaseConfig } from './hold-lease.ts'
import type { HoldLeaseConfig } from './hold-lease.ts'

/** The settings of one replica. */
export interface CloudConfig {
  readonly cluster: string
  /** The name of this replica, the same after a restart. */
  readonly replica: string
  readonly shards: number
  readonly health: HealthConfig
  readonly version: string
  /** Where the door for commands listens. */
  readonly listen: Address
  /** How the transport is called in a status: `nats` or `mqtt`. */
  readonly path: string
  readonly reflector: ReflectorConfig
  readonly holdLease: HoldLeaseConfig
  /** What feeds carry, and their bounds; the usual where left out. */
  readonly feeds?: { readonly kinds?: readonly FeedKind[]; readonly bounds?: Partial<FeedConfig> }
  /** An action in Kubernetes that is still wanted is done again after this long. */
  readonly repeatMs: number
  readonly retry: { readonly minMs: number; readonly maxMs: number }
}

/** What a pace decides besides health. */
export const cloudPaces: Readonly<
  Record<Pace, Pick<CloudConfig, 'reflector' | 'holdLease' | 'repeatMs' | 'retry'>>
> = {
  fast: {
    reflector: {
      ...reflectorConfig,
      listSilenceMs: 5_000,
      backoff: { minMs: 100, maxMs: 2_000 },
    },
    holdLease: { leaseMs: 6_000, giveUpMs: 4_000, tryMs: 1_000 },
    repeatMs: 1_000,
    retry: { minMs: 100, maxMs: 2_000 },
  },
  real: {
    reflector: reflectorConfig,
    holdLease: holdLeaseConfig,
    repeatMs: 5_000,
    retry: { minMs: 500, maxMs: 15_000 },
  },
}

/** The first thing that is wrong with a configuration, if any. */
export function checkConfig(config: CloudConfig): Fault | undefined {
  const { health, holdLease, shards, repeatMs } = config
  const wrong = [
    Number.isSafeInteger(shards) && shards > 0 ? undefined : `at least 1 shard, got ${shards}`,
    config.cluster === '' ? 'the name of the cluster, got none' : undefined,
    config.replica === '' ? 'the name of this replica, got none' : undefined,
    health.silenceMs < 3 * health.beatMs
      ? `a silence of at least 3 beats (${3 * health.beatMs} ms), got ${health.silenceMs} ms`
      : undefined,
    repeatMs > health.leaseGraceMs / 3
      ? `repeatMs within a third of the Lease's grace (${health.leaseGraceMs} ms), got ${repeatMs} ms`
      : undefined,
    holdLease.giveUpMs >= holdLease.leaseMs || holdLease.tryMs >= holdLease.giveUpMs
      ? 'the holder to try more often than it gives up, and to give up before others take over'
      : undefined,
  ].find((text) => text !== undefined)
  return wrong === undefined ? undefined : new Fault('CONFIG_INVALID', `expected ${wrong}`)
}
