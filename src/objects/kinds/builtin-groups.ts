// The kinds of the named groups.
import type { ServedKind } from './registry.ts'
import { asked, cluster, kindOfGroup, replicas, withStatus } from './sketch.ts'

const all = { categories: ['all'] } as const
const extensions = { ...cluster, categories: ['api-extensions'] } as const
const scaled = { ...all, subresources: ['scale', 'status'], scale: replicas } as const
const scalers = {
  ...all,
  ...withStatus,
  version: 'v2',
  shortNames: ['hpa'],
  storedAs: 'autoscaling/v2/HorizontalPodAutoscaler',
} as const
const apps = kindOfGroup('apps')
const authentication = kindOfGroup('authentication.k8s.io')
const authorization = kindOfGroup('authorization.k8s.io')
const autoscaling = kindOfGroup('autoscaling')
const batch = kindOfGroup('batch')
const networking = kindOfGroup('networking.k8s.io')
const rbac = kindOfGroup('rbac.authorization.k8s.io')
const storage = kindOfGroup('storage.k8s.io')
const device = kindOfGroup('resource.k8s.io')
const flow = kindOfGroup('flowcontrol.apiserver.k8s.io')
const admission = kindOfGroup('admissionregistration.k8s.io')

/** The kinds of the named groups, in the order of discovery. */
export const groupKinds: readonly ServedKind[] = [
  kindOfGroup('apiregistration.k8s.io')('apiservices', 'APIService', {
    ...extensions,
    ...withStatus,
  }),
  apps('controllerrevisions', 'ControllerRevision', {}),
  apps('daemonsets', 'DaemonSet', {
    ...all,
    ...withStatus,
    shortNames: ['ds'],
  }),
  apps('deployments', 'Deployment', {
    ...scaled,
    shortNames: ['deploy'],
  }),
  apps('replicasets', 'ReplicaSet', {
    ...scaled,
    shortNames: ['rs'],
  }),
  apps('statefulsets', 'StatefulSet', {
    ...scaled,
    shortNames: ['sts'],
  }),
  kindOfGroup('events.k8s.io')('events', 'Event', {
    shortNames: ['ev'],
    storedAs: '/v1/Event',
  }),
  authentication('selfsubjectreviews', 'SelfSubjectReview', { ...asked, ...cluster }),
  authentication('tokenreviews', 'TokenReview', { ...asked, ...cluster }),
  authorization('localsubjectaccessreviews', 'LocalSubjectAccessReview', asked),
  authorization('selfsubjectaccessreviews', 'SelfSubjectAccessReview', { ...asked, ...cluster }),
  authorization('selfsubjectrulesreviews', 'SelfSubjectRulesReview', { ...asked, ...cluster }),
  authorization('subjectaccessreviews', 'SubjectAccessReview', { ...asked, ...cluster }),
  autoscaling('horizontalpodautoscalers', 'HorizontalPodAutoscaler', scalers),
  autoscaling('horizontalpodautoscalers', 'HorizontalPodAutoscaler', { ...scalers, version: 'v1' }),
  batch('cronjobs', 'CronJob', { ...all, ...withStatus, shortNames: ['cj'] }),
  batch('jobs', 'Job', { ...all, ...withStatus }),
  kindOfGroup('certificates.k8s.io')('certificatesigningrequests', 'CertificateSigningRequest', {
    ...cluster,
    shortNames: ['csr'],
    subresources: ['approval', 'status'],
  }),
  networking('ingressclasses', 'IngressClass', cluster),
  networking('ingresses', 'Ingress', { ...withStatus, shortNames: ['ing'] }),
  networking('ipaddresses', 'IPAddress', { ...cluster, shortNames: ['ip'] }),
  networking('networkpolicies', 'NetworkPolicy', { shortNames: ['netpol'] }),
  networking('servicecidrs', 'ServiceCIDR', { ...cluster, ...withStatus }),
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
  storage('volumeattributesclasses', 'VolumeAttributesClass', {
    ...cluster,
    shortNames: ['vac'],
  }),
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
    storedAs: 'apiextensions.k8s.io/v1beta1/CustomResourceDefinition',
  }),
  kindOfGroup('scheduling.k8s.io')('priorityclasses', 'PriorityClass', {
    ...cluster,
    shortNames: ['pc'],
  }),
  kindOfGroup('coordination.k8s.io')('leases', 'Lease', {}),
  kindOfGroup('node.k8s.io')('runtimeclasses', 'RuntimeClass', cluster),
  kindOfGroup('discovery.k8s.io')('endpointslices', 'EndpointSlice', {}),
  device('deviceclasses', 'DeviceClass', cluster),
  device('resourceclaims', 'ResourceClaim', withStatus),
  device('resourceclaimtemplates', 'ResourceClaimTemplate'),
  device('resourceslices', 'ResourceSlice', cluster),
  flow('flowschemas', 'FlowSchema', { ...cluster, ...withStatus }),
  flow('prioritylevelconfigurations', 'PriorityLevelConfiguration', { ...cluster, ...withStatus }),
]
