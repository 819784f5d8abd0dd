// The kinds that the small Kubernetes serves, as a real one's discovery tells of them.
import type { ServedKind } from './registry.ts'

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const workload = { subresources: ['scale', 'status'], categories: ['all'] }

type Optional = 'singular' | 'verbs' | 'shortNames' | 'categories' | 'subresources' | 'namespaced'
type Sketch = Omit<ServedKind, Optional> & Partial<Pick<ServedKind, Optional>>

/** A kind with the usual verbs, in namespaces, without short names, categories and subresources. */
const kind = (sketch: Sketch): ServedKind => ({
  singular: sketch.kind.toLowerCase(),
  namespaced: true,
  verbs,
  shortNames: [],
  categories: [],
  subresources: [],
  ...sketch,
})

const core = (sketch: Omit<Sketch, 'group' | 'version'>) =>
  kind({ group: '', version: 'v1', ...sketch })
const apps = (sketch: Omit<Sketch, 'group' | 'version'>) =>
  kind({ group: 'apps', version: 'v1', ...workload, scale: replicas, ...sketch })

const replicas = {
  specReplicas: '.spec.replicas',
  statusReplicas: '.status.replicas',
  labelSelector: '.spec.selector',
}

const coreKinds: readonly ServedKind[] = [
  core({
    resource: 'configmaps',
    kind: 'ConfigMap',
    shortNames: ['cm'],
    storageVersionHash: 'qFsyl6wFWjQ=',
  }),
  core({
    resource: 'events',
    kind: 'Event',
    shortNames: ['ev'],
    storageVersionHash: 'r2yiGXH7wu8=',
  }),
  core({
    resource: 'namespaces',
    kind: 'Namespace',
    namespaced: false,
    verbs: verbs.filter((verb) => verb !== 'deletecollection'),
    shortNames: ['ns'],
    subresources: ['finalize', 'status'],
    storageVersionHash: 'Q3oi5N2YM8M=',
  }),
  core({
    resource: 'nodes',
    kind: 'Node',
    namespaced: false,
    shortNames: ['no'],
    subresources: ['proxy', 'status'],
    storageVersionHash: 'XwShjMxG9Fs=',
  }),
  core({
    resource: 'pods',
    kind: 'Pod',
    shortNames: ['po'],
    categories: ['all'],
    subresources: [
      'attach',
      'binding',
      'ephemeralcontainers',
      'eviction',
      'exec',
      'log',
      'portforward',
      'proxy',
      'resize',
      'status',
    ],
    storageVersionHash: 'xPOwRZ+Yhw8=',
  }),
  core({ resource: 'secrets', kind: 'Secret', storageVersionHash: 'S6u1pOWzb84=' }),
  core({
    resource: 'serviceaccounts',
    kind: 'ServiceAccount',
    shortNames: ['sa'],
    subresources: ['token'],
    storageVersionHash: 'pbx9ZvyFpBE=',
  }),
  core({
    resource: 'services',
    kind: 'Service',
    shortNames: ['svc'],
    categories: ['all'],
    subresources: ['proxy', 'status'],
    storageVersionHash: '0/CO1lhkEBI=',
  }),
]

const groupKinds: readonly ServedKind[] = [
  apps({
    resource: 'deployments',
    kind: 'Deployment',
    shortNames: ['deploy'],
    storageVersionHash: '8aSe+NMegvE=',
  }),
  apps({
    resource: 'replicasets',
    kind: 'ReplicaSet',
    shortNames: ['rs'],
    storageVersionHash: 'P1RzHs8/mWQ=',
  }),
  kind({
    group: 'apiextensions.k8s.io',
    version: 'v1',
    resource: 'customresourcedefinitions',
    kind: 'CustomResourceDefinition',
    namespaced: false,
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    subresources: ['status'],
    storageVersionHash: 'jfWCUB31mvA=',
  }),
  kind({
    group: 'coordination.k8s.io',
    version: 'v1',
    resource: 'leases',
    kind: 'Lease',
    storageVersionHash: 'gqkMMb/YqFM=',
  }),
  kind({
    group: 'discovery.k8s.io',
    version: 'v1',
    resource: 'endpointslices',
    kind: 'EndpointSlice',
    storageVersionHash: 'qgS0xkrxYAI=',
  }),
]

/** The kinds that are there before any definition is. */
export const builtinKinds: readonly ServedKind[] = [...coreKinds, ...groupKinds]
