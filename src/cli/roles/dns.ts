// What `causeway edge` is told about the DNS of its node.
import { createTcpPipes } from '../../../bus/adapters/tcp-pipes.ts'
import { createUdpDatagrams } from '../../../bus/adapters/udp-datagrams.ts'
import { systemRandom } from '../../../bus/adapters/system-random.ts'
import type { Clock } from '../../../bus/clock.ts'
import { dnsDefaults, type DnsConfig } from '../../../edge/dns/config.ts'
import type { DnsPorts } from '../../../edge/dns/ports.ts'
import { UsageError } from '../exit.ts'
import { addressOf } from '../host-port.ts'

/** Flags of `edge` about names. */
export interface DnsFlags {
  /** Where it answers, over UDP and TCP; without it there is no DNS. */
  readonly dns?: string
  /** Servers for every name that is not the cluster's, split by commas. */
  readonly dnsUpstream?: string
}

/** The settings, and the ports that only names need. */
export interface DnsSettings {
  readonly config: DnsConfig
  readonly ports: Pick<DnsPorts, 'random' | 'datagrams' | 'pipes'>
}

/** The settings; undefined where no address is named. */
export function dnsOf({ dns, dnsUpstream }: DnsFlags, clock: Clock): DnsSettings | undefined {
  if (dns === undefined) {
    if (dnsUpstream === undefined) return undefined
    throw new UsageError('expected --dns beside --dns-upstream, got none')
  }
  const upstreams = (dnsUpstream ?? '')
    .split(',')
    .filter((one) => one !== '')
    .map((one) => addressOf('--dns-upstream', one))
  return {
    config: {
      ...dnsDefaults,
      listen: addressOf('--dns', dns),
      forward: { ...dnsDefaults.forward, upstreams },
    },
    ports: {
      random: systemRandom,
      datagrams: createUdpDatagrams(clock),
      pipes: createTcpPipes({ clock }),
    },
  }
}
