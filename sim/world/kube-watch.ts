// What happens in Kubernetes, as lines of the trace: pods placed, ready, leaving and gone; taints and readiness of nodes.
import type { Change } from '../../src/objects/collection.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import { usualKinds } from '../../src/mirror/kinds.ts'
import type { Condition, Node, Pod } from '../kube/controllers/objects.ts'
import type { KubeServer } from '../kube/server.ts'

/** Hears changes of what mirrors hold. */
export type HearChange = (resource: string, change: Change) => void

/** Subscribes to a server. */
export function watchKube({ collection }: KubeServer, hear: HearChange): void {
  for (const { resource } of usualKinds) {
    const kind = builtinKinds.find((one) => one.resource === resource)
    if (kind !== undefined) collection.subscribe(kind, (change) => hear(resource, change))
  }
}

/** A change for the trace; undefined when nothing of interest changed. */
export function tellChange(resource: string, change: Change): string | undefined {
  const state = { nodes: nodeState, pods: podState }[resource]
  if (state === undefined) return undefined
  const now = change.type === 'DELETED' ? 'gone' : state(change.object)
  const before = change.previous && state(change.previous)
  return now === before ? undefined : `${resource}/${change.object.metadata.name} ${now}`
}

/** What kind of change a line tells of. */
export function markOf(line: string): string | undefined {
  if (line.startsWith('nodes/') && line.includes('ready=Unknown')) return 'node Unknown'
  if (line.startsWith('nodes/') && line.includes('isolated:')) return 'node tainted'
  return line.startsWith('pods/') && line.endsWith(' leaving') ? 'pod leaving' : undefined
}

function nodeState(object: KubeObject): string {
  const { spec, status } = object as Node
  const taints = (spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).toSorted()
  const ready = statusOf(status?.conditions, 'Ready')
  const linked = statusOf(status?.conditions, 'CausewayLinked')
  return [`ready=${ready}`, `linked=${linked}`, ...taints].join(' ')
}

function podState(object: KubeObject): string {
  const { metadata, spec, status } = object as Pod
  const leaving = metadata.deletionTimestamp === undefined ? '' : ' leaving'
  const ready = statusOf(status?.conditions, 'Ready')
  return `on ${spec.nodeName ?? '-'} ready=${ready}${leaving}`
}

const statusOf = (conditions: readonly Condition[] | undefined, type: string): string =>
  conditions?.find((one) => one.type === type)?.status ?? '-'
