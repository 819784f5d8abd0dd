// The kinds of the core group.
import type { ServedKind } from './registry.ts'
import { asked, cluster, kindOfGroup, replicas, usualVerbs, withStatus } from './sketch.ts'

const core = kindOfGroup('')
const all = { categories: ['all'] } as const
const ofPods = [
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
]

/** The kinds of the core group, in the order of discovery. */
export const coreKinds: readonly ServedKind[] = [
  core('bindings', 'Binding', asked),
  core('componentstatuses', 'ComponentStatus', {
    ...cluster,
    singular: 'componentstatus',
    verbs: ['get', 'list'],
    shortNames: ['cs'],
  }),
  core('configmaps', 'ConfigMap', { shortNames: ['cm'] }),
  core('endpoints', 'Endpoints', { shortNames: ['ep'] }),
  core('events', 'Event', { shortNames: ['ev'] }),
  core('limitranges', 'LimitRange', { shortNames: ['limits'] }),
  core('namespaces', 'Namespace', {
    ...cluster,
    verbs: usualVerbs.filter((verb) => verb !== 'deletecollection'),
    shortNames: ['ns'],
    subresources: ['finalize', 'status'],
  }),
  core('nodes', 'Node', {
    ...cluster,
    shortNames: ['no'],
    subresources: ['proxy', 'status'],
  }),
  core('persistentvolumeclaims', 'PersistentVolumeClaim', {
    ...withStatus,
    shortNames: ['pvc'],
  }),
  core('persistentvolumes', 'PersistentVolume', {
    ...cluster,
    ...withStatus,
    shortNames: ['pv'],
  }),
  core('pods', 'Pod', {
    ...all,
    shortNames: ['po'],
    subresources: ofPods,
  }),
  core('podtemplates', 'PodTemplate', {}),
  core('replicationcontrollers', 'ReplicationController', {
    ...all,
    shortNames: ['rc'],
    subresources: ['scale', 'status'],
    scale: replicas,
  }),
  core('resourcequotas', 'ResourceQuota', {
    ...withStatus,
    shortNames: ['quota'],
  }),
  core('secrets', 'Secret', {}),
  core('serviceaccounts', 'ServiceAccount', {
    shortNames: ['sa'],
    subresources: ['token'],
  }),
  core('services', 'Service', {
    ...all,
    shortNames: ['svc'],
    subresources: ['proxy', 'status'],
  }),
]
