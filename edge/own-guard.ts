// The guard of a node's local API, joined to the mirror and to the cloud.
import type { Address } from '../bus/pipe.ts'
import type { Door } from '../bus/door.ts'
import type { HostBase } from './agent-host.ts'
import { guardObjects } from './guard/guard-objects.ts'
import { guardTimes } from './guard/guard-parts.ts'
import { Guard } from './guard/guard.ts'
import type { Projection } from './mirror/projection.ts'
import type { SendUp } from './send-up.ts'

/** What it takes. */
export interface OwnGuardParts {
  readonly base: HostBase
  readonly door: Door
  readonly projection: Projection
  readonly send: SendUp
}

/** The guard of a node, where it has an API. */
export function ownGuardOf({ base, door, projection, send }: OwnGuardParts): Guard | undefined {
  const { ports, config } = base
  if (ports.api === undefined || config.api === undefined) return undefined
  const { clock, random, keyring, tap } = ports
  const { node } = config
  const ownAddresses = ownAddressesOf([config.api.listen])
  return new Guard({
    ...ports.api.guard,
    clock,
    random: random.fork('guard'),
    keyring,
    config: { node, domain: clusterDomain, ownAddresses, times: guardTimes },
    objects: guardObjects(projection),
    send,
    cluster: ports.api.cluster?.asNode,
    door,
    tap,
  })
}

/** The domain of the cluster's services. */
export const clusterDomain = 'cluster.local'

/** The addresses that the certificate of an API is to bear beside those of loopback: where it listens, unless that is everywhere. */
export const ownAddressesOf = (listens: readonly Address[]): readonly string[] =>
  listens.flatMap(({ host }) => (/^[\d.]+$|:/.test(host) && !known.includes(host) ? host : []))

const known: readonly string[] = ['0.0.0.0', '::', '127.0.0.1', '::1']
