// The printed columns of nodes.
import { at } from '../field-path.ts'
import type { KubeObject } from '../object.ts'
import { ageColumn, column, nameColumn, wide } from './columns.ts'
import type { Column } from './columns.ts'
import { or, parts, text } from './read.ts'

const none = '<none>'
const unknown = '<unknown>'
const rolePrefix = 'node-role.kubernetes.io/'

function statusText(node: KubeObject): string {
  const ready = parts(node, 'status.conditions').find(({ type }) => type === 'Ready')
  const state = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady'
  return at(node, 'spec.unschedulable') === true ? `${state},SchedulingDisabled` : state
}

function rolesText({ metadata: { labels = {} } }: KubeObject): string {
  const roles = Object.entries(labels).map(([key, value]) =>
    key === 'kubernetes.io/role'
      ? value
      : key.startsWith(rolePrefix)
        ? key.slice(rolePrefix.length)
        : '',
  )
  return or([...new Set(roles.filter((role) => role !== ''))].toSorted().join(','), none)
}

const addressText = (wanted: string) => (node: KubeObject) => {
  const found = parts(node, 'status.addresses').find(({ type }) => type === wanted)
  return or(text(found, 'address'), none)
}

const info = (field: string, nothing: string) => (node: KubeObject) =>
  or(text(node, `status.nodeInfo.${field}`), nothing)

/** Columns of nodes. */
export const nodeColumns: readonly Column[] = [
  nameColumn,
  column('Status', 'Whether it is ready, and whether pods may be scheduled to it.', statusText),
  column('Roles', 'Its roles.', rolesText),
  ageColumn,
  column('Version', 'The version of its kubelet.', info('kubeletVersion', '')),
  wide('Internal-IP', 'Its address within the cluster.', addressText('InternalIP')),
  wide('External-IP', 'Its address towards the outside.', addressText('ExternalIP')),
  wide('OS-Image', 'Its operating system.', info('osImage', unknown)),
  wide('Kernel-Version', 'Its kernel.', info('kernelVersion', unknown)),
  wide('Container-Runtime', 'What runs its containers.', info('containerRuntimeVersion', unknown)),
]
