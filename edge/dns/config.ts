// What the DNS of a node is told at its start, and the checks that it makes sense.
import { formatAddress } from '../../bus/address.ts'
import type { Address } from '../../bus/pipe.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { isName } from '../../src/services/record.ts'
import type { Zone } from '../../src/services/zone.ts'
import type { CacheConfig } from './cache.ts'

/** The settings of a node's DNS. */
export interface DnsConfig {
  /** Where it listens, over UDP and TCP. */
  readonly listen: Address
  /** The cluster's zone, and how long clients may keep its records. */
  readonly zone: Zone
  readonly forward: ForwardConfig
  readonly cache: CacheConfig
  readonly tcp: TcpConfig
}

/** How other servers are asked about everything else. */
export interface ForwardConfig {
  /** Asked in this order; the one that answered last is asked first. */
  readonly upstreams: readonly Address[]
  /** How long one try waits, and how many there are for one question. */
  readonly tryMs: number
  readonly tries: number
  /** How many askers may wait at once. */
  readonly waitingMax: number
  /** An asker for whom there is a stale answer waits so long for a fresh one. */
  readonly staleAfterMs: number
  /** How long a client may keep a stale answer. */
  readonly staleTtlS: number
  /** A name whose look-up failed is not looked up again so soon: with a stale answer, and without. */
  readonly recheckMs: number
  readonly failureMs: number
}

/** How many clients may be connected, how long in silence, and how many questions of one are looked up at once. */
export interface TcpConfig {
  readonly connectionsMax: number
  readonly idleMs: number
  readonly askingMax: number
}

/** All that need not be said; RFC 8767 (stale answers) and RFC 9520 (failures) set most of the times. */
export const dnsDefaults: Omit<DnsConfig, 'listen'> = {
  zone: { name: 'cluster.local', ttlS: 5 },
  forward: {
    upstreams: [],
    tryMs: 1_500,
    tries: 3,
    waitingMax: 1_000,
    staleAfterMs: 1_800,
    staleTtlS: 30,
    recheckMs: 30_000,
    failureMs: 5_000,
  },
  cache: {
    bytesMax: 4 * 1024 * 1024,
    lifeSMax: 3_600,
    negativeLifeSMax: 1_800,
    staleSMax: 7 * 86_400,
  },
  tcp: { connectionsMax: 200, idleMs: 10_000, askingMax: 16 },
}

/** The first thing that is wrong with a configuration, if any. */
export function checkDnsConfig({ listen, zone, forward }: DnsConfig): Fault | undefined {
  const own = formatAddress(listen)
  const wrong = [
    isName(zone.name) && zone.name === zone.name.toLowerCase()
      ? undefined
      : `the name of the cluster's zone in lower case without its last dot, got "${zone.name}"`,
    forward.upstreams.some((upstream) => formatAddress(upstream) === own)
      ? `upstream servers other than the node's own ${own}: it would ask itself`
      : undefined,
    forward.upstreams.some(({ port }) => port < 1)
      ? 'upstream servers with a port from 1 to 65535'
      : undefined,
  ].find((text) => text !== undefined)
  return wrong === undefined ? undefined : new Fault('CONFIG_INVALID', `expected ${wrong}`)
}
