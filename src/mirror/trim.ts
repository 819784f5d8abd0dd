// Objects as feeds carry them: without who manages which field, and Nodes with what their neighbours need alone.
import type { KubeObject } from '../objects/object.ts'

/** Half of an object's bytes, and servers keep it where it is left out; in one order, whether listed or watched. */
export function withoutManagers({ apiVersion, kind, ...object }: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata
  return { apiVersion, kind, ...object, metadata }
}

/** A Node for its site: who it is, where it is, whether it is ready; its heartbeats change nothing of it. */
export function trimmedNode({ apiVersion, kind, metadata, ...node }: KubeObject): KubeObject {
  const spec = (node['spec'] ?? {}) as Readonly<Record<string, unknown>>
  const status = (node['status'] ?? {}) as Readonly<Record<string, unknown>>
  const conditions = Array.isArray(status['conditions']) ? status['conditions'] : []
  const ready = conditions.filter((one: { readonly type?: unknown }) => one.type === 'Ready')
  return {
    apiVersion,
    kind,
    metadata: {
      name: metadata.name,
      ...picked(metadata, ['uid', 'labels', 'creationTimestamp']),
    },
    spec: picked(spec, ['podCIDR', 'podCIDRs', 'providerID', 'taints', 'unschedulable']),
    status: {
      ...picked(status, ['addresses']),
      conditions: ready.map((one: object) => picked(one, ['type', 'status'])),
    },
  }
}

/** A Node without when it said so last, and without the version, which changes with it. */
export function withoutHeartbeats(node: KubeObject): KubeObject {
  const { resourceVersion: _version, ...metadata } = node.metadata
  const status = (node['status'] ?? {}) as Readonly<Record<string, unknown>>
  const { conditions } = status
  if (!Array.isArray(conditions)) return { ...node, metadata }
  const said = conditions.map(({ lastHeartbeatTime: _time, ...one }: Heartbeat) => one)
  return { ...node, metadata, status: { ...status, conditions: said } }
}

interface Heartbeat {
  readonly lastHeartbeatTime?: unknown
}

/** These fields, where they are there. */
const picked = (from: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))
