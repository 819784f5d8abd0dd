// Services and slices as a node's API shows them, asked for as a kube-proxy asks for them.
import type { Cancel } from '../../../bus/clock.ts'
import { reflect } from '../../../bus/reflector.ts'
import type { Reflection } from '../../../bus/reflector-known.ts'
import { reflectorConfig } from '../../../bus/reflector-read.ts'
import type { ReflectorPorts, Resource } from '../../../bus/reflector-read.ts'
import type { Tap } from '../../../bus/tap.ts'
import { kinds } from '../controllers/kinds.ts'
import { pathOf } from '../controllers/write.ts'
import type { ServiceTable } from './service-table.ts'

const services: Resource = {
  path: pathOf(kinds.services),
  query: {
    fieldSelector: 'spec.clusterIP!=None',
    labelSelector: '!service.kubernetes.io/service-proxy-name',
  },
}
const slices: Resource = {
  path: pathOf(kinds.endpointSlices),
  query: { labelSelector: '!service.kubernetes.io/headless' },
}

/** What keeps a table as the API has it. */
export interface Following {
  /** Whether services and slices have been listed once. */
  readonly isComplete: () => boolean
  readonly stop: Cancel
}

/** Keeps the table until stopped; an API that is away leaves it as it was. */
export function followServices(
  ports: ReflectorPorts & { readonly tap: Tap },
  table: ServiceTable,
  { node, silenceMs }: { readonly node: string; readonly silenceMs: number },
): Following {
  const listed = new Set<Resource>()
  const config = { ...reflectorConfig, listSilenceMs: silenceMs }
  const follow = (resource: Resource, to: Pick<Reflection, 'seen' | 'deleted'>): Cancel => {
    const { path } = resource
    const reflection: Reflection = {
      ...to,
      synced: () => void listed.add(resource),
      broke: ({ message }) => ports.tap('info', 'a watch broke off', { node, path, message }),
      resumed: () => undefined,
      fell: (fall) => ports.tap('warn', 'versions of the node’s API fell', { node, path, ...fall }),
    }
    return reflect(ports, resource, reflection, config)
  }
  const stops = [
    follow(services, {
      seen: (service) => table.setService(service),
      deleted: (place) => table.dropService(place),
    }),
    follow(slices, {
      seen: (slice) => table.setSlice(slice),
      deleted: (place) => table.dropSlice(place),
    }),
  ]
  return {
    isComplete: () => listed.size === stops.length,
    stop: () => {
      for (const stop of stops) stop()
    },
  }
}
