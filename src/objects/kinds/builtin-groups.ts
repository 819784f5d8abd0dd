// The kinds of the named groups.
import type { ServedKind } from './registry.ts'
import { asked, cluster, kindOfGroup, replicas, withStatus } from './sketch.ts'

const all = { categories: ['all'] } as const
const extensions = { ...cluster, categories: ['api-extensions'] } as const
const scaled = { ...all, subresources: ['scale', 'status'], scale: replicas } as const
const apps = kindOfGroup('apps')
const authentication = kindOfGroup('authentication.k8s.io')
const authorization = kindOfGroup('authorization.k8s.io')
const batch = kindOfGroup('batch')
const networking = kindOfGroup('networking.k8s.io')
const rbac = kindOfGroup('rbac.authorization.k8s.io')
const storage = kindOfGroup('storage.k8s.io')
const admission = kindOfGroup('admissionregistration.k8s.io')

/** The kinds of the named groups, in the order of discovery. */
export const groupKinds: readonly ServedKind[] = [
  apps('controllerrevisions', 'ControllerRevision', { storageVersionHash: '85nkx63pcBU=' }),
  apps('daemonsets', 'DaemonSet', {
    ...all,
    ...withStatus,
    shortNames: ['ds'],
    storageVersionHash: 'dd7pWHUlMKQ=',
  }),
  apps('deployments', 'Deployment', {
    ...scaled,
    shortNames: ['deploy'],
    storageVersionHash: '8aSe+NMegvE=',
  }),
  apps('replicasets', 'ReplicaSet', {
    ...scaled,
    shortNames: ['rs'],
    storageVersionHash: 'P1RzHs8/mWQ=',
  }),
  apps('statefulsets', 'StatefulSet', {
    ...scaled,
    shortNames: ['sts'],
    storageVersionHash: 'H+vl74LkKdo=',
  }),
  kindOfGroup('events.k8s.io')('events', 'Event', { shortNames: ['ev'] }),
  authentication('selfsubjectreviews', 'SelfSubjectReview', { ...asked, ...cluster }),
  authentication('tokenreviews', 'TokenReview', { ...asked, ...cluster }),
  authorization('localsubjectaccessreviews', 'LocalSubjectAccessReview', asked),
  authorization('selfsubjectaccessreviews', 'SelfSubjectAccessReview', { ...asked, ...cluster }),
  authorization('selfsubjectrulesreviews', 'SelfSubjectRulesReview', { ...asked, ...cluster }),
  authorization('subjectaccessreviews', 'SubjectAccessReview', { ...asked, ...cluster }),
  batch('cronjobs', 'CronJob', { ...all, ...withStatus, shortNames: ['cj'] }),
  batch('jobs', 'Job', { ...all, ...withStatus }),
  networking('ingressclasses', 'IngressClass', cluster),
  networking('ingresses', 'Ingress', { ...withStatus, shortNames: ['ing'] }),
  networking('networkpolicies', 'NetworkPolicy', { shortNames: ['netpol'] }),
  kindOfGroup('policy')('poddisruptionbudgets', 'PodDisruptionBudget', {
    ...withStatus,
    shortNames: ['pdb'],
  }),
  rbac('clusterrolebindings', 'ClusterRoleBinding', cluster),
  rbac('clusterroles', 'ClusterRole', cluster),
  rbac('rolebindings', 'RoleBinding'),
  rbac('roles', 'Role'),
  storage('csidrivers', 'CSIDriver', cluster),
  storage('csinodes', 'CSINode', cluster),
  storage('csistoragecapacities', 'CSIStorageCapacity'),
  storage('storageclasses', 'StorageClass', { ...cluster, shortNames: ['sc'] }),
  storage('volumeattachments', 'VolumeAttachment', { ...cluster, ...withStatus }),
  admission('mutatingwebhookconfigurations', 'MutatingWebhookConfiguration', extensions),
  admission('validatingadmissionpolicies', 'ValidatingAdmissionPolicy', {
    ...extensions,
    ...withStatus,
  }),
  admission('validatingadmissionpolicybindings', 'ValidatingAdmissionPolicyBinding', extensions),
  admission('validatingwebhookconfigurations', 'ValidatingWebhookConfiguration', extensions),
  kindOfGroup('apiextensions.k8s.io')('customresourcedefinitions', 'CustomResourceDefinition', {
    ...extensions,
    ...withStatus,
    shortNames: ['crd', 'crds'],
    storageVersionHash: 'jfWCUB31mvA=',
  }),
  kindOfGroup('scheduling.k8s.io')('priorityclasses', 'PriorityClass', {
    ...cluster,
    shortNames: ['pc'],
  }),
  kindOfGroup('coordination.k8s.io')('leases', 'Lease', { storageVersionHash: 'gqkMMb/YqFM=' }),
  kindOfGroup('node.k8s.io')('runtimeclasses', 'RuntimeClass', cluster),
  kindOfGroup('discovery.k8s.io')('endpointslices', 'EndpointSlice', {
    storageVersionHash: 'qgS0xkrxYAI=',
  }),
]
