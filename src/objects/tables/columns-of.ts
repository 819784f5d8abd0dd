// Which columns each kind is printed with.
import { resourceKey } from '../object.ts'
import type { ServedKind } from '../kinds/registry.ts'
import { described } from './columns.ts'
import type { Column } from './columns.ts'
import { admissionBindingColumns, admissionPolicyColumns } from './admission.ts'
import { customColumns } from './custom.ts'
import { columnDescriptions, commonDescriptions } from './descriptions.ts'
import { eventColumns } from './events.ts'
import { nodeColumns } from './nodes.ts'
import {
  configMapColumns,
  definitionColumns,
  leaseColumns,
  namespaceColumns,
  otherColumns,
  secretColumns,
  serviceAccountColumns,
} from './plain.ts'
import { podColumns } from './pods.ts'
import {
  endpointSliceColumns,
  endpointsColumns,
  policyColumns,
  serviceColumns,
} from './services.ts'
import {
  daemonSetColumns,
  deploymentColumns,
  replicaSetColumns,
  statefulSetColumns,
} from './workloads.ts'

const builtin: Readonly<Record<string, readonly Column[]>> = {
  '/configmaps': configMapColumns,
  '/endpoints': endpointsColumns,
  '/events': eventColumns,
  'events.k8s.io/events': eventColumns,
  '/namespaces': namespaceColumns,
  '/nodes': nodeColumns,
  '/pods': podColumns,
  '/secrets': secretColumns,
  '/serviceaccounts': serviceAccountColumns,
  '/services': serviceColumns,
  'admissionregistration.k8s.io/validatingadmissionpolicies': admissionPolicyColumns,
  'admissionregistration.k8s.io/validatingadmissionpolicybindings': admissionBindingColumns,
  'apiextensions.k8s.io/customresourcedefinitions': definitionColumns,
  'apps/daemonsets': daemonSetColumns,
  'apps/deployments': deploymentColumns,
  'apps/replicasets': replicaSetColumns,
  'apps/statefulsets': statefulSetColumns,
  'coordination.k8s.io/leases': leaseColumns,
  'discovery.k8s.io/endpointslices': endpointSliceColumns,
  'networking.k8s.io/networkpolicies': policyColumns,
}

const made = new WeakMap<ServedKind, readonly Column[]>()

/** The columns of a kind. */
export function columnsOf(kind: ServedKind): readonly Column[] {
  const columns = made.get(kind) ?? makeColumns(kind)
  made.set(kind, columns)
  return columns
}

function makeColumns(kind: ServedKind): readonly Column[] {
  if (kind.custom === true) return customColumns(kind.columns ?? [])
  const key = resourceKey(kind)
  const words = { ...commonDescriptions, ...columnDescriptions[key] }
  return described(builtin[key] ?? otherColumns, words)
}
