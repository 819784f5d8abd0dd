// The kinds of the core group.
import type { ServedKind } from './registry.ts'
import { cluster, kindOfGroup, replicas, usualVerbs, withStatus } from './sketch.ts'

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
  core('configmaps', 'ConfigMap', { shortNames: ['cm'], storageVersionHash: 'qFsyl6wFWjQ=' }),
  core('endpoints', 'Endpoints', { shortNames: ['ep'], storageVersionHash: 'fWeeMqaN/OA=' }),
  core('events', 'Event', { shortNames: ['ev'], storageVersionHash: 'r2yiGXH7wu8=' }),
  core('limitranges', 'LimitRange', { shortNames: ['limits'], storageVersionHash: 'EBKMFVe6cwo=' }),
  core('namespaces', 'Namespace', {
    ...cluster,
    verbs: usualVerbs.filter((verb) => verb !== 'deletecollection'),
    shortNames: ['ns'],
    subresources: ['finalize', 'status'],
    storageVersionHash: 'Q3oi5N2YM8M=',
  }),
  core('nodes', 'Node', {
    ...cluster,
    shortNames: ['no'],
    subresources: ['proxy', 'status'],
    storageVersionHash: 'XwShjMxG9Fs=',
  }),
  core('persistentvolumeclaims', 'PersistentVolumeClaim', {
    ...withStatus,
    shortNames: ['pvc'],
    storageVersionHash: 'QWTyNDq0dC4=',
  }),
  core('persistentvolumes', 'PersistentVolume', {
    ...cluster,
    ...withStatus,
    shortNames: ['pv'],
    storageVersionHash: 'HN/zwEC+JgM=',
  }),
  core('pods', 'Pod', {
    ...all,
    shortNames: ['po'],
    subresources: ofPods,
    storageVersionHash: 'xPOwRZ+Yhw8=',
  }),
  core('podtemplates', 'PodTemplate', { storageVersionHash: 'LIXB2x4IFpk=' }),
  core('replicationcontrollers', 'ReplicationController', {
    ...all,
    shortNames: ['rc'],
    subresources: ['scale', 'status'],
    scale: replicas,
    storageVersionHash: 'Jond2If31h0=',
  }),
  core('resourcequotas', 'ResourceQuota', {
    ...withStatus,
    shortNames: ['quota'],
    storageVersionHash: '8uhSgffRX6w=',
  }),
  core('secrets', 'Secret', { storageVersionHash: 'S6u1pOWzb84=' }),
  core('serviceaccounts', 'ServiceAccount', {
    shortNames: ['sa'],
    subresources: ['token'],
    storageVersionHash: 'pbx9ZvyFpBE=',
  }),
  core('services', 'Service', {
    ...all,
    shortNames: ['svc'],
    subresources: ['proxy', 'status'],
    storageVersionHash: '0/CO1lhkEBI=',
  }),
]
