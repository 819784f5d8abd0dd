// What an agent serves on its node besides the API: names to pods and the way to that API, and addresses to the container runtime.
import { assert } from '../src/kernel/assert.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { HostBase } from './agent-host.ts'
import { collectionSource } from './dns/collection-source.ts'
import { dnsPart, type DnsPart } from './dns/part.ts'
import type { LocalApi } from './api/local-api.ts'
import { createIpam, type Ipam } from './ipam/part.ts'
import type { Mirror } from './mirror/mirror.ts'
import { PodApi } from './pod-api/part.ts'

/** The addresses of the node's pods, where they are its agent's; `checkConfig` has read the settings. */
export function addressesOf({ ports, config, journal, stamps }: HostBase): Ipam | undefined {
  if (ports.ipam === undefined || config.ipam === undefined) return undefined
  const { clock, random, tap } = ports
  const all = { clock, random: random.fork('ipam'), tap, ...ports.ipam }
  const ipam = createIpam({ ports: all, journal, stamps, config: config.ipam })
  assert(!isFault(ipam), 'settings of addresses are checked before')
  return ipam
}

/** The DNS of the node, where it has one; it answers once its feeds have come whole. */
export function namesOf(
  { ports, config }: HostBase,
  mirror: Mirror,
  isAlone: () => boolean,
): DnsPart | undefined {
  if (ports.dns === undefined || config.dns === undefined) return undefined
  const { clock, tap } = ports
  const isComplete = (): boolean => mirror.isComplete('all') && mirror.isComplete('node')
  return dnsPart({
    ports: { clock, tap, ...ports.dns },
    config: config.dns,
    catalog: collectionSource(mirror.showing.projection, isComplete),
    isAlone,
  })
}

/** The door of the local API for pods, where it has one. */
export function podApiOf(
  { ports, config }: HostBase,
  mirror: Mirror,
  api: LocalApi | undefined,
): PodApi | undefined {
  if (api === undefined || ports.podApi === undefined || config.podApi === undefined)
    return undefined
  const { clock, tap } = ports
  return new PodApi({
    ...ports.podApi,
    clock,
    tap,
    config: config.podApi,
    answer: api.answer,
    show: (dress) => mirror.showing.projection.dress(dress),
  })
}
