// What an edge agent is told at its start, and the checks that it makes sense.
import { parseAddress } from '../bus/address.ts'
import type { BackoffBounds } from '../bus/backoff.ts'
import type { Address } from '../bus/pipe.ts'
import type { HealthConfig, Pace } from '../src/health/config.ts'
import { Fault, isFault } from '../src/kernel/fault.ts'
import type { NodeId } from '../src/kernel/ids.ts'
import type { LocalApiConfig } from './api/config.ts'
import { checkDnsConfig, type DnsConfig } from './dns/config.ts'
import { addressRules, type IpamConfig } from './ipam/config.ts'
import type { KubeletCheckConfig } from './kubelet-check.ts'
import { checkPodApi, type PodApiConfig } from './pod-api/config.ts'

/** The settings of one node's agent. */
export interface EdgeConfig {
  readonly cluster: string
  readonly node: NodeId
  /** Where the LAN broker listens. */
  readonly lanListen: Address
  /** What peers are told to dial, where it differs from what is listened on. */
  readonly lanAdvertised?: string
  /** The host that LAN connections leave from, where it differs from the one listened on. */
  readonly lanFrom?: string
  /** `host:port` that peers probe for this node's kubelet (10250). */
  readonly kubeletAddress: string
  readonly kubeletCheck: KubeletCheckConfig
  readonly mirror: MirrorConfig
  /** So many bytes of facts are kept for the cloud at most: what is written alone is paced so that they last for a week. */
  readonly keepBytesMax: number
  /** The node's local API; absent where it has none. */
  readonly api?: LocalApiConfig | undefined
  /** Where pods find the local API; absent where they use the cluster's. */
  readonly podApi?: PodApiConfig | undefined
  /** The node's DNS; absent where it has none. */
  readonly dns?: DnsConfig | undefined
  /** The addresses of the node's pods; absent where another gives them. */
  readonly ipam?: IpamConfig | undefined
  readonly health: HealthConfig
  /** How many shards the cloud has. */
  readonly shards: number
  readonly version: string
  /** How the transport is called while it is up: `nats` or `mqtt`. */
  readonly path: string
  /** The cloud's public key for signatures; without it, the one of the first assignment is trusted. */
  readonly cloudKey?: Uint8Array | undefined
}

/** How the owners of feeds are asked. */
export interface MirrorConfig {
  /** A question without an answer is asked again after so long, ever later. */
  readonly retry: BackoffBounds
}

/** What is kept for the cloud unless another bound is given. */
export const keepBytesUsual = 256 * 1_048_576

/** How the owners of feeds are asked, for each pace. */
export const mirrors: Readonly<Record<Pace, MirrorConfig>> = {
  fast: { retry: { minMs: 1_000, maxMs: 4_000 } },
  real: { retry: { minMs: 5_000, maxMs: 300_000 } },
}

/** How the own kubelet is asked, for each pace. */
export const kubeletChecks: Readonly<Record<Pace, KubeletCheckConfig>> = {
  fast: { periodMs: 500, timeoutMs: 400, retries: 2 },
  real: { periodMs: 10_000, timeoutMs: 5_000, retries: 2 },
}

/** The first thing that is wrong with a configuration, if any. */
export function checkConfig(config: EdgeConfig): Fault | undefined {
  const { health, kubeletCheck, shards } = config
  const lifeMs = health.reportPeriods * health.roundMs
  const slowestMs = Math.max(health.roundMs, kubeletCheck.periodMs)
  const wrong = [
    isNodeName(config.node)
      ? undefined
      : `the name of a Kubernetes node (lower case, digits, '-' and '.'), got "${config.node}"`,
    isClusterName(config.cluster)
      ? undefined
      : `the name of the cluster, 1 to 253 characters, got "${config.cluster}"`,
    health.reportPeriods < 3 || lifeMs < 3 * slowestMs
      ? `a report's life of at least 3 periods (${3 * slowestMs} ms), got ${lifeMs} ms: raise reportPeriods`
      : undefined,
    health.silenceMs < 3 * health.beatMs
      ? `a silence of at least 3 beats (${3 * health.beatMs} ms), got ${health.silenceMs} ms`
      : undefined,
    kubeletCheck.timeoutMs >= kubeletCheck.periodMs
      ? `a kubelet check to time out within its period (${kubeletCheck.periodMs} ms), got ${kubeletCheck.timeoutMs} ms`
      : undefined,
    Number.isSafeInteger(shards) && shards > 0 ? undefined : `at least 1 shard, got ${shards}`,
    advertises(config.lanAdvertised)
      ? undefined
      : `lanAdvertised as host:port, got ${config.lanAdvertised}`,
    advertises(config.kubeletAddress)
      ? undefined
      : `kubeletAddress as host:port, got ${config.kubeletAddress}`,
  ].find((text) => text !== undefined)
  return wrong === undefined
    ? wrongOfServices(config)
    : new Fault('CONFIG_INVALID', `expected ${wrong}`)
}

function wrongOfServices({ dns, ipam, podApi }: EdgeConfig): Fault | undefined {
  const rules = ipam === undefined ? undefined : addressRules(ipam)
  if (isFault(rules)) return rules
  const wrongDns = dns && checkDnsConfig(dns)
  return wrongDns ?? (podApi && checkPodApi(podApi))
}

/** A DNS subdomain, as Kubernetes wants it. */
const isNodeName = (text: string): boolean =>
  text.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(text)

/** It stands in every subject. */
const isClusterName = (text: string): boolean => text.length > 0 && text.length <= 253

const advertises = (text: string | undefined): boolean =>
  text === undefined || parseAddress(text) !== undefined
