// Services, slices and pods for tests of the catalog and of DNS.
import { Catalog } from '../../src/services/catalog.ts'
import type { CatalogChange, CatalogSource } from '../../src/services/catalog.ts'
import type { KubeObject } from '../../src/objects/object.ts'

export const service = (name: string, spec: object, namespace = 'default'): CatalogChange => ({
  kind: 'service',
  isGone: false,
  object: { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec },
})

export interface SliceFields {
  readonly service: string
  readonly name?: string
  readonly namespace?: string
  readonly addressType?: string
  readonly ports?: readonly object[]
  readonly endpoints: readonly object[]
  readonly managedBy?: string
}

export const slice = (fields: SliceFields): CatalogChange => ({
  kind: 'slice',
  isGone: false,
  object: {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: fields.name ?? `${fields.service}-1`,
      namespace: fields.namespace ?? 'default',
      labels: {
        'kubernetes.io/service-name': fields.service,
        'endpointslice.kubernetes.io/managed-by':
          fields.managedBy ?? 'endpointslice-controller.k8s.io',
      },
    },
    addressType: fields.addressType ?? 'IPv4',
    ports: fields.ports ?? [],
    endpoints: fields.endpoints,
  },
})

/** An endpoint; its pod, if any, has its name as uid. */
export const endpoint = (address: string, ready = true, rest: object = {}): object => ({
  addresses: [address],
  conditions: { ready },
  ...rest,
})

export const ofPod = (name: string, uid = name): object => ({
  targetRef: { kind: 'Pod', name, namespace: 'default', uid },
})

export const pod = (name: string, podIP: string, ready = true, uid = name): CatalogChange => ({
  kind: 'pod',
  isGone: false,
  object: {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid },
    status: {
      podIP,
      podIPs: [{ ip: podIP }],
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  },
})

export const gone = (change: CatalogChange): CatalogChange => ({ ...change, isGone: true })

/** A catalog of these. */
export function catalogOf(...changes: readonly CatalogChange[]): Catalog {
  const catalog = new Catalog()
  for (const change of changes) catalog.take(change)
  return catalog
}

/** A source whose objects a test changes. */
export function scriptedSource(...changes: readonly CatalogChange[]) {
  const objects: Record<CatalogChange['kind'], Map<string, KubeObject>> = {
    service: new Map(),
    slice: new Map(),
    pod: new Map(),
  }
  const listeners = new Set<(change: CatalogChange) => void>()
  const state = { isComplete: true }
  const change = (one: CatalogChange): void => {
    const key = `${one.object.metadata.namespace}/${one.object.metadata.name}`
    if (one.isGone) objects[one.kind].delete(key)
    else objects[one.kind].set(key, one.object)
    for (const listener of listeners) listener(one)
  }
  for (const one of changes) change(one)
  const source: CatalogSource = {
    isComplete: () => state.isComplete,
    services: () => objects.service.values(),
    slices: () => objects.slice.values(),
    pods: () => objects.pod.values(),
    subscribe: (each) => {
      listeners.add(each)
      return () => listeners.delete(each)
    },
  }
  return { source, change, state, listeners }
}
