// The rules of each kind that has some of its own.
import { pathSegment } from '../../../src/objects/name-checks.ts'
import { resourceKey } from '../../../src/objects/object.ts'
import type { ServedKind } from '../../../src/objects/kinds/registry.ts'
import { admissionPolicies, admissionPolicyBindings } from './admission-policies.ts'
import { configmaps, secrets } from './config.ts'
import { definitions } from './definitions.ts'
import { filled, mapped } from './fields.ts'
import { namespaces } from './namespaces.ts'
import { nodes } from './nodes.ts'
import { pods } from './pods.ts'
import { services } from './services.ts'
import { plainStrategy, strategy, withoutStatus } from './strategy.ts'
import type { Strategy } from './strategy.ts'
import { claims, volumes } from './volumes.ts'
import { mutatingConfigurations, validatingConfigurations } from './webhook-configurations.ts'
import { daemonsets, deployments, replicasets, statefulsets } from './workloads.ts'

const counted = strategy({ counted: true })
const returned = strategy({ answersDeleted: true })
const role = strategy({ checkName: pathSegment, createOnUpdate: true })
const events = strategy({ createOnUpdate: true })
const customResource = strategy({
  counted: true,
  versionRequired: true,
  begin: (object) => object,
})

/** A custom resource whose status has a path of its own. */
const withOwnStatus: Strategy = { ...customResource, begin: (object) => withoutStatus(object) }

const table: Readonly<Record<string, Strategy>> = {
  '/configmaps': configmaps,
  '/endpoints': strategy({ createOnUpdate: true }),
  '/events': events,
  '/namespaces': namespaces,
  '/nodes': nodes,
  '/persistentvolumeclaims': claims,
  '/persistentvolumes': volumes,
  '/pods': pods,
  '/resourcequotas': returned,
  '/secrets': secrets,
  '/serviceaccounts': returned,
  '/services': services,
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': mutatingConfigurations,
  'admissionregistration.k8s.io/validatingadmissionpolicies': admissionPolicies,
  'admissionregistration.k8s.io/validatingadmissionpolicybindings': admissionPolicyBindings,
  'admissionregistration.k8s.io/validatingwebhookconfigurations': validatingConfigurations,
  'apiextensions.k8s.io/customresourcedefinitions': definitions,
  'apps/daemonsets': daemonsets,
  'apps/deployments': deployments,
  'apps/replicasets': replicasets,
  'apps/statefulsets': statefulsets,
  'batch/cronjobs': counted,
  'batch/jobs': counted,
  'coordination.k8s.io/leases': strategy({ createOnUpdate: true, versionRequired: true }),
  'discovery.k8s.io/endpointslices': strategy({
    counted: true,
    defaults: (slice) =>
      ({
        ...mapped(slice, 'ports', (port) => filled({ protocol: 'TCP', name: '' }, port)),
      }) as typeof slice,
  }),
  'networking.k8s.io/ingresses': counted,
  'networking.k8s.io/networkpolicies': counted,
  'policy/poddisruptionbudgets': counted,
  'rbac.authorization.k8s.io/clusterrolebindings': role,
  'rbac.authorization.k8s.io/clusterroles': role,
  'rbac.authorization.k8s.io/rolebindings': role,
  'rbac.authorization.k8s.io/roles': role,
  'scheduling.k8s.io/priorityclasses': strategy({
    counted: true,
    defaults: (object) => ({
      ...object,
      ...filled(
        { preemptionPolicy: 'PreemptLowerPriority' },
        { preemptionPolicy: object['preemptionPolicy'] },
      ),
    }),
  }),
  'storage.k8s.io/csidrivers': returned,
  'storage.k8s.io/csinodes': returned,
  'storage.k8s.io/storageclasses': strategy({
    answersDeleted: true,
    defaults: (object) => ({
      ...object,
      reclaimPolicy: object['reclaimPolicy'] ?? 'Delete',
      volumeBindingMode: object['volumeBindingMode'] ?? 'Immediate',
    }),
  }),
  'storage.k8s.io/volumeattachments': strategy({
    answersDeleted: true,
    begin: (object) => ({ ...object, status: { attached: false } }),
  }),
}

/** The rules of a kind; custom resources share theirs. */
export function strategyOf(kind: ServedKind): Strategy {
  if (kind.custom !== true) return table[resourceKey(kind)] ?? plainStrategy
  return kind.subresources.includes('status') ? withOwnStatus : customResource
}
