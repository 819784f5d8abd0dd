// What the cloud is told at its start, and the checks that it makes sense.
import type { FeedConfig } from '../bus/feed/config.ts'
import type { Address } from '../bus/pipe.ts'
import { reflectorConfig } from '../bus/reflector-read.ts'
import type { ReflectorConfig } from '../bus/reflector-read.ts'
import type { HealthConfig, Pace } from '../src/health/config.ts'
import type { TrustList } from '../src/identity/trust.ts'
import { Fault } from '../src/kernel/fault.ts'
import { historyBounds } from './history.ts'
import type { HistoryBounds } from './history.ts'
import { wrongFurther } from '../src/mirror/further-kind.ts'
import type { FurtherKind } from '../src/mirror/further-kind.ts'
import type { FeedKind } from '../src/mirror/kinds.ts'
import type { BeltConfig } from './belt/belt.ts'
import { holdLeaseConfig } from './hold-lease.ts'
import type { HoldLeaseConfig } from './hold-lease.ts'
import type { ReplicasConfig } from './replicas.ts'

/** What feeds are told. */
export interface FeedsConfig {
  readonly kinds?: readonly FeedKind[]
  /** What every node gets besides. */
  readonly further?: readonly FurtherKind[]
  readonly bounds?: Partial<FeedConfig>
}

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
  readonly feeds?: FeedsConfig
  readonly replicas: ReplicasConfig
  /** A shard's log that grew by so much since it was told everything is told it again, and forgets what was before. */
  readonly logs: { readonly seedBytes: number }
  /** An action in Kubernetes that is still wanted is done again after this long. */
  readonly repeatMs: number
  readonly retry: { readonly minMs: number; readonly maxMs: number }
  /** How far back `state --at` and `events --from` reach. */
  readonly history: HistoryBounds
  /** The keys that nodes may introduce themselves with; without it, the first key of each node is trusted. */
  readonly trust?: TrustList | undefined
  /** The second belt; left out, nothing is done about it. */
  readonly belt?: (BeltConfig & { readonly isWorn: boolean }) | undefined
  /** The door for Kubernetes' webhooks; `none` takes away what an earlier cloud told Kubernetes of it, left out nothing is done. */
  readonly webhooks?: WebhooksConfig | 'none' | undefined
}

/** Where the door for webhooks listens, and how Kubernetes reaches it. */
export interface WebhooksConfig {
  readonly listen: Address
  /** `https://host:port`, without a path. */
  readonly url: string
}

/** How fast the second belt is kept true. */
export const beltPaces: Readonly<Record<Pace, BeltConfig>> = {
  fast: { coalesceMs: 100, checkMs: 5_000, settleMs: 6_000 },
  real: { coalesceMs: 500, checkMs: 30_000, settleMs: 60_000 },
}

/** What a pace decides besides health. */
export const cloudPaces: Readonly<
  Record<
    Pace,
    Pick<
      CloudConfig,
      'reflector' | 'holdLease' | 'replicas' | 'logs' | 'repeatMs' | 'retry' | 'history'
    >
  >
> = {
  fast: {
    reflector: {
      ...reflectorConfig,
      listSilenceMs: 5_000,
      backoff: { minMs: 100, maxMs: 2_000 },
    },
    holdLease: { leaseMs: 2_500, giveUpMs: 2_000, tryMs: 500 },
    replicas: { beatMs: 250, silenceMs: 1_000 },
    logs: { seedBytes: 1_024 * 1_024 },
    repeatMs: 1_000,
    retry: { minMs: 100, maxMs: 2_000 },
    history: historyBounds,
  },
  real: {
    reflector: reflectorConfig,
    holdLease: holdLeaseConfig,
    replicas: { beatMs: 2_000, silenceMs: 7_000 },
    logs: { seedBytes: 32 * 1_024 * 1_024 },
    repeatMs: 5_000,
    retry: { minMs: 500, maxMs: 15_000 },
    history: historyBounds,
  },
}

/** The first thing that is wrong with a configuration, if any. */
export function checkConfig(config: CloudConfig): Fault | undefined {
  const wrong = [
    ...wrongNames(config),
    ...wrongTimes(config),
    wrongBelt(config),
    wrongWebhooks(config),
    wrongFurther(config.feeds?.further ?? []),
  ].find((text) => text !== undefined)
  return wrong === undefined ? undefined : new Fault('CONFIG_INVALID', `expected ${wrong}`)
}

const wrongNames = ({ cluster, replica, shards }: CloudConfig) => [
  Number.isSafeInteger(shards) && shards > 0 ? undefined : `at least 1 shard, got ${shards}`,
  isName(cluster) ? undefined : `the name of the cluster, 1 to 253 characters, got "${cluster}"`,
  isName(replica) ? undefined : `the name of this replica, 1 to 253 characters, got "${replica}"`,
]

const wrongTimes = ({ health, holdLease, repeatMs, history, replicas, logs }: CloudConfig) => [
  logs.seedBytes > 0 ? undefined : `logs that grow by some bytes, got ${logs.seedBytes}`,
  lasts('a silence', health.silenceMs, health.beatMs),
  lasts("replicas' silence", replicas.silenceMs, replicas.beatMs),
  repeatMs > health.leaseGraceMs / 3
    ? `repeatMs within a third of the Lease's grace (${health.leaseGraceMs} ms), got ${repeatMs} ms`
    : undefined,
  holdLease.giveUpMs >= holdLease.leaseMs || holdLease.tryMs >= holdLease.giveUpMs
    ? 'the holder to try more often than it gives up, and to give up before others take over'
    : undefined,
  history.keepMs > 0 && history.keepBytes > 0
    ? undefined
    : `some history, got ${history.keepMs} ms and ${history.keepBytes} bytes`,
]

const wrongBelt = ({ health, belt }: CloudConfig): string | undefined =>
  health.holdBy === 'policy' && belt?.isWorn !== true
    ? 'the second belt where nodes are held by policy alone, got none'
    : undefined

function wrongWebhooks({ webhooks }: CloudConfig): string | undefined {
  if (webhooks === undefined || webhooks === 'none') return undefined
  const { url } = webhooks
  const isRight = /^https:\/\/[^/?#@]+$/.test(url) && URL.canParse(url)
  return isRight
    ? undefined
    : `the webhooks' door as https://HOST:PORT, as the API server reaches it, got "${url}"`
}

const lasts = (what: string, silenceMs: number, beatMs: number): string | undefined =>
  silenceMs < 3 * beatMs
    ? `${what} of at least 3 beats (${3 * beatMs} ms), got ${silenceMs} ms`
    : undefined

/** It stands in every subject, or in every fact. */
const isName = (text: string): boolean => text.length > 0 && text.length <= 253
