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
  column('Status', statusText),
  column('Roles', rolesText),
  ageColumn,
  column('Version', info('kubeletVersion', '')),
  wide('Internal-IP', addressText('InternalIP')),
  wide('External-IP', addressText('ExternalIP')),
  wide('OS-Image', info('osImage', unknown)),
  wide('Kernel-Version', info('kernelVersion', unknown)),
  wide('Container-Runtime', info('containerRuntimeVersion', unknown)),
]
