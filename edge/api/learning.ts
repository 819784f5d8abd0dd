// What a node learns from the cluster's answers: objects that it wrote or read are shown at once, before a feed brings them.
import type { HttpWhole } from '../../bus/http-call.ts'
import { isNeverReplayed } from '../../src/mirror/pending/owned.ts'
import { keyText } from '../../src/mirror/scope.ts'
import type { ObjectKey } from '../../src/mirror/scope.ts'
import { withoutManagers } from '../../src/mirror/trim.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import type { ResourceRequest } from '../../src/objects/request/info.ts'
import type { Showing } from '../mirror/showing.ts'
import { objectBytes, readObject } from '../mirror/shown.ts'
import { isOwn, servedKind } from './view.ts'
import type { Kinds } from './view.ts'
import { keyOfText } from '../../src/mirror/scope.ts'

/** What learning stands on. */
export interface LearningParts {
  readonly node: string
  readonly kinds: Kinds
  readonly showing: Showing
}

const keptPrefix = 'object/'

/** Shows again what was learned in an earlier life: of what no feed carries there is nothing else. */
export function recall({ showing }: LearningParts): void {
  for (const [name, bytes] of showing.kept())
    if (name.startsWith(keptPrefix))
      showing.projection.learn(keyOfText(name.slice(keptPrefix.length)), bytes)
}

/** Whether an answer to this request may teach something. */
export function mayTeach({ kinds }: LearningParts, info: ResourceRequest): boolean {
  const isRead = info.verb === 'get'
  const isWrite = ['create', 'update', 'patch', 'delete'].includes(info.verb ?? '')
  return (isRead || isWrite) && servedKind(kinds, info) !== undefined
}

/** Learns from an answer; it goes on with this node's version where the object is one of the mirror's. */
export function learn(parts: LearningParts, info: ResourceRequest, whole: HttpWhole): HttpWhole {
  if (whole.status === 404 && info.subresource === undefined) forget(parts, info)
  if (whole.status !== 200 && whole.status !== 201) return whole
  const object = objectOf(parts, info, whole)
  if (object === undefined) return whole
  if (info.verb !== 'delete') return learnObject(parts, info, object, whole)
  forget(parts, { ...info, name: object.metadata.name })
  return whole
}

function learnObject(
  { showing, node, kinds }: LearningParts,
  info: ResourceRequest,
  object: KubeObject,
  whole: HttpWhole,
): HttpWhole {
  const { namespace = '', name } = object.metadata
  const key: ObjectKey = { group: info.group, resource: info.resource, namespace, name }
  believe(showing, key)
  const seen = asShown(showing, key, whole)
  const isFed = showing.projection.knownBy(info, namespace, name) === 'fed'
  const isOurs = isOwnKind(kinds, info) && isOwn(node, info, namespace, name)
  if (!isFed && !isOurs) return seen
  const bytes = objectBytes(withoutManagers(object))
  const shown = showing.projection.learn(key, bytes)
  if (isFed) return withVersion(seen, seen === whole ? object : readObject(seen.body), shown)
  showing.keep(`${keptPrefix}${keyText(key)}`, bytes)
  return seen
}

/** The answer as the node shows that object to its own. */
function asShown({ projection }: Showing, key: ObjectKey, whole: HttpWhole): HttpWhole {
  const body = projection.asShown(key, whole.body)
  return body === whole.body ? whole : { ...whole, body }
}

/** Node, Lease and CSINode of its own name. */
const isOwnKind = (kinds: Kinds, info: ResourceRequest): boolean =>
  info.resource === 'nodes' || kinds.fed(info) === undefined

/** The cluster says that an object is gone; what a feed carries its feed will say. */
function forget({ showing, node, kinds }: LearningParts, info: ResourceRequest): void {
  const { group, resource, namespace = '', name = '' } = info
  if (!isOwnKind(kinds, info) || !isOwn(node, info, namespace, name)) return
  const key: ObjectKey = { group, resource, namespace, name }
  believe(showing, key)
  showing.projection.unlearn(key)
  showing.keep(`${keptPrefix}${keyText(key)}`, undefined)
}

/** What the node said alone and will never be replayed ends with the cluster's first word. */
function believe({ projection }: Showing, key: ObjectKey): void {
  if (isNeverReplayed({ kind: key })) projection.settle(key, key.namespace, key.name)
}

/** The object of the request's kind that an answer holds. */
function objectOf(
  { kinds }: LearningParts,
  info: ResourceRequest,
  { headers, body }: HttpWhole,
): KubeObject | undefined {
  if (!(headers['content-type'] ?? '').startsWith('application/json')) return undefined
  try {
    const object = JSON.parse(new TextDecoder().decode(body)) as KubeObject
    return object.kind === servedKind(kinds, info)?.kind ? object : undefined
  } catch {
    return undefined
  }
}

function withVersion(
  whole: HttpWhole,
  object: KubeObject,
  shown: KubeObject | undefined,
): HttpWhole {
  const resourceVersion = shown?.metadata.resourceVersion
  if (resourceVersion === undefined) return whole
  const metadata = { ...object.metadata, resourceVersion }
  return { ...whole, body: objectBytes({ ...object, metadata }) }
}
