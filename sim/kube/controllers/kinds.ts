// The kinds that the controllers read and write, each with the type of its objects.
import type { Collection } from '../../../src/objects/collection.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type * as objects from './objects.ts'
import type { TypedKind } from './objects.ts'

interface Place {
  readonly group?: string
  readonly namespaced?: boolean
}

function known<T extends KubeObject>(
  resource: string,
  kind: string,
  { group = '', namespaced = true }: Place = {},
): TypedKind<T> {
  const names = { resource, kind, singular: kind.toLowerCase() }
  const nothing = { verbs: [], shortNames: [], categories: [], subresources: [] }
  return { group, version: 'v1', namespaced, ...names, ...nothing }
}

const apps = { group: 'apps' }

/** Every kind the controllers know by name. */
export const kinds = {
  definitions: known<KubeObject>('customresourcedefinitions', 'CustomResourceDefinition', {
    group: 'apiextensions.k8s.io',
    namespaced: false,
  }),
  daemonSets: known<objects.DaemonSet>('daemonsets', 'DaemonSet', apps),
  deployments: known<objects.Deployment>('deployments', 'Deployment', apps),
  endpoints: known<KubeObject>('endpoints', 'Endpoints'),
  endpointSlices: known<KubeObject>('endpointslices', 'EndpointSlice', {
    group: 'discovery.k8s.io',
  }),
  events: known<KubeObject>('events', 'Event'),
  leases: known<objects.Lease>('leases', 'Lease', { group: 'coordination.k8s.io' }),
  nodes: known<objects.Node>('nodes', 'Node', { namespaced: false }),
  pods: known<objects.Pod>('pods', 'Pod'),
  replicaSets: known<objects.ReplicaSet>('replicasets', 'ReplicaSet', apps),
  services: known<objects.Service>('services', 'Service'),
  statefulSets: known<objects.StatefulSet>('statefulsets', 'StatefulSet', apps),
} as const

/** What controllers may read: objects as they are now. */
export type Seen = Pick<Collection, 'get' | 'list'>

/** The objects of a kind, of one namespace or of all. */
export const listOf = <T extends KubeObject>(
  seen: Seen,
  kind: TypedKind<T>,
  namespace?: string,
): readonly T[] => seen.list(kind, namespace) as readonly T[]

/** One object, if it is there. */
export const getOf = <T extends KubeObject>(
  seen: Seen,
  kind: TypedKind<T>,
  name: string,
  namespace?: string,
): T | undefined => seen.get(kind, namespace, name) as T | undefined
