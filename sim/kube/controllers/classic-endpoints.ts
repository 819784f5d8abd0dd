// Endpoints, the older form of slices: one object a service, for clients that read no slices.
import type { KubeObject } from '../../../src/objects/object.ts'
import { itself, nothing, splitKey } from './controller.ts'
import type { Controller } from './controller.ts'
import { servicesOf } from './endpoint-slices.ts'
import { endpointsOf } from './endpoints.ts'
import type { Endpoint, EndpointGroup, SlicePort } from './endpoints.ts'
import { getOf, kinds } from './kinds.ts'
import type { Seen } from './kinds.ts'
import type { Service } from './objects.ts'
import { same } from './same.ts'
import { create, merge, remove } from './write.ts'
import type { Write } from './write.ts'

const managed = { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' }

/** Keeps the Endpoints of services with a selector. */
export const classicEndpoints: Controller = {
  name: 'endpoint-controller',
  account: 'system:serviceaccount:kube-system:endpoint-controller',
  watches: [
    { kind: kinds.services, keys: itself },
    { kind: kinds.pods, keys: servicesOf },
    { kind: kinds.endpoints, keys: itself },
  ],
  reconcile: (key, seen) => {
    const [namespace, name] = splitKey(key)
    const service = getOf(seen, kinds.services, name, namespace)
    const has = getOf(seen, kinds.endpoints, name, namespace)
    const alive = service !== undefined && service.metadata.deletionTimestamp === undefined
    if (alive) return { writes: reconcile(service, has, seen) }
    const ours =
      has !== undefined && same({ ...has.metadata.labels, ...managed }, has.metadata.labels)
    return ours ? { writes: [remove(kinds.endpoints, has)] } : nothing
  },
}

function reconcile(service: Service, has: KubeObject | undefined, seen: Seen): readonly Write[] {
  const { selector, type, publishNotReadyAddresses, clusterIP } = service.spec
  if (type === 'ExternalName' || Object.keys(selector ?? {}).length === 0) return []
  const headless = clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}
  const labels = { ...service.metadata.labels, ...managed, ...headless }
  const subsets = endpointsOf(service, seen)
    .map((group) => subsetOf(group, publishNotReadyAddresses === true))
    .filter(({ addresses, notReadyAddresses }) => addresses ?? notReadyAddresses)
  if (has !== undefined) {
    if (same([has['subsets'] ?? [], has.metadata.labels], [subsets, labels])) return []
    return [merge(kinds.endpoints, has, { metadata: { labels }, subsets })]
  }
  const { name, namespace = '' } = service.metadata
  const metadata = { name, namespace, labels }
  return [create(kinds.endpoints, { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets })]
}

interface Subset {
  readonly addresses?: readonly object[]
  readonly notReadyAddresses?: readonly object[]
  readonly ports?: readonly object[]
}

/** Ready and other addresses; pods that are terminating are left out unless the service publishes all. */
function subsetOf({ ports, endpoints }: EndpointGroup, all: boolean): Subset {
  const staying = endpoints.filter(({ conditions }) => all || !conditions.terminating)
  const ready = staying.filter(({ conditions }) => conditions.ready).map(addressOf)
  const others = staying.filter(({ conditions }) => !conditions.ready).map(addressOf)
  return {
    ...(ready.length === 0 ? {} : { addresses: ready }),
    ...(others.length === 0 ? {} : { notReadyAddresses: others }),
    ...(ports.length === 0 ? {} : { ports: ports.map(withoutEmptyName) }),
  }
}

/** Here a port without a name has no field for it. */
const withoutEmptyName = ({ name, ...rest }: SlicePort): object =>
  name === '' ? rest : { name, ...rest }

const addressOf = ({ addresses: [ip], hostname, nodeName, targetRef }: Endpoint): object => ({
  ip,
  ...(hostname === undefined ? {} : { hostname }),
  ...(nodeName === undefined ? {} : { nodeName }),
  targetRef,
})
