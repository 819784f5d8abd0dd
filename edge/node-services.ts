// What an agent serves on its node besides the API: names to pods and the way to that API, and addresses to the container runtime.
import { assert } from '../src/kernel/assert.ts'
import { isFault } from '../src/kernel/fault.ts'
import type { HostBase } from './agent-host.ts'
import { collectionSource } from './dns/collection-source.ts'
import { dnsPart, type DnsPart } from './dns/part.ts'
import type { LocalApi } from './api/local-api.ts'
import { createIpam, type Ipam } from './ipam/part.ts'
import type { Whereabouts } from '../src/services/catalog.ts'
import type { Mirror } from './mirror/mirror.ts'
import { nodeKinds } from './mirror/node-view.ts'
import type { Projection } from './mirror/projection.ts'
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
  const { projection } = mirror.showing
  return dnsPart({
    ports: { clock, tap, ...ports.dns },
    config: config.dns,
    catalog: collectionSource(projection, isComplete, whereabouts(config.node, projection)),
    isAlone,
  })
}

/** Where a node is, by the labels in its mirror. */
export const whereabouts = (node: string, projection: Projection): Whereabouts => ({
  node,
  labelsOf: (of) => projection.view.labelsOf(of),
  watch: (each) => {
    const cancels = nodeKinds.map((kind) => projection.subscribe(kind, each))
    return () => cancels.forEach((cancel) => cancel())
  },
})

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
