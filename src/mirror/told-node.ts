// What feeds tell of nodes of other sites, as far as views go by it: labels that Services name, and that a node is failed.
import type { KubeObject } from '../objects/object.ts'
import { isJson } from '../objects/schema/typed.ts'
import type { FeedKind } from './kinds.ts'
import type { ObjectKey } from './scope.ts'

/** A node as it is told. */
export interface ToldNode {
  readonly labels: Readonly<Record<string, string>>
  readonly isFailed: boolean
}

const group = 'mirror.causeway.io'

/** No API serves these. */
const kind = (resource: string, rule: 'all' | 'site'): FeedKind => ({
  group,
  version: 'v1',
  resource,
  rule,
  sealed: false,
})

/** Nodes that everybody is told of. */
export const nodesTold = kind('nodes', 'all')

/** Nodes that sites are told of which share the value of a label with them. */
export const neighboursTold = kind('neighbours', 'site')

/** Where a node is told of, as one of these kinds. */
export const toldNodeKey = ({ resource }: FeedKind, name: string): ObjectKey => ({
  group,
  resource,
  namespace: '',
  name,
})

/** Whether an object of a feed tells of a node. */
export const tellsOfNode = (key: Pick<ObjectKey, 'group' | 'resource'>): boolean =>
  key.group === group && [nodesTold.resource, neighboursTold.resource].includes(key.resource)

/** Whether an object lives in feeds alone: Kubernetes knows nothing of it. */
export const isOfFeedsAlone = ({ apiVersion }: KubeObject): boolean =>
  apiVersion.startsWith(`${group}/`)

/** The object that tells of a node. */
export const toldNodeObject = (name: string, { labels, isFailed }: ToldNode): KubeObject => ({
  apiVersion: `${group}/v1`,
  kind: 'Node',
  metadata: { name, ...(Object.keys(labels).length > 0 ? { labels } : {}) },
  ...(isFailed ? { spec: { isFailed } } : {}),
})

/** What an object tells of a node. */
export function toldNodeIn({ metadata, spec }: KubeObject): ToldNode {
  return { labels: metadata.labels ?? {}, isFailed: isJson(spec) && spec['isFailed'] === true }
}
