// A Node object of Kubernetes as health sees it.
import { nodeId } from '../kernel/ids.ts'
import type { KubeObject } from '../objects/object.ts'
import type { NodeSeen, Taint } from './inputs.ts'
import { maxHoldOf } from './max-hold.ts'
import { outOfServiceMark } from './out-of-service.ts'
import { siteOf } from './site-of.ts'

/** The condition that tells Kubernetes whether a node is linked to the cloud. */
export const linkedCondition = 'CausewayLinked'

/** What matters of a Node; whatever is missing or misshapen counts as not there. */
export function nodeSeen(node: KubeObject): NodeSeen {
  const { name, uid, labels = {}, annotations = {} } = node.metadata
  const ready = conditionOf(node, 'Ready')
  return {
    uid: uid ?? '',
    site: siteOf(nodeId(name), labels),
    ready: statusOf(ready),
    readyReason: typeof ready?.['reason'] === 'string' ? ready['reason'] : undefined,
    linked: statusOf(conditionOf(node, linkedCondition)),
    taints: records(node['spec'], 'taints').flatMap(taintOf),
    maxHoldMs: maxHoldOf(annotations),
    ...(annotations[outOfServiceMark] === 'true' ? { isOutByUs: true } : {}),
  }
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null

function records(owner: unknown, field: string): readonly Fields[] {
  const list = isFields(owner) ? owner[field] : undefined
  return Array.isArray(list) ? list.filter(isFields) : []
}

const conditionOf = (node: KubeObject, type: string): Fields | undefined =>
  records(node['status'], 'conditions').find((condition) => condition['type'] === type)

function statusOf(condition: Fields | undefined): NodeSeen['ready'] {
  const status = condition?.['status']
  return status === 'True' || status === 'False' || status === 'Unknown' ? status : undefined
}

function taintOf({ key, value, effect }: Fields): readonly Taint[] {
  if (typeof key !== 'string') return []
  if (effect !== 'NoSchedule' && effect !== 'PreferNoSchedule' && effect !== 'NoExecute') return []
  return [typeof value === 'string' ? { key, value, effect } : { key, effect }]
}
