// What a feed tells of a further kind: an object of its own beside those of the kind, so that nodes learn the one with the other.
import { qualified } from '../objects/answers/status.ts'
import type { ServedKind } from '../objects/kinds/registry.ts'
import type { KubeObject } from '../objects/object.ts'
import { isJson } from '../objects/schema/typed.ts'
import type { Json } from '../objects/schema/typed.ts'
import type { FeedKind } from './kinds.ts'
import type { ObjectKey } from './scope.ts'

/** A further kind as nodes serve it. */
export interface ToldKind {
  readonly served: ServedKind
  /** Only the objects of these namespaces are told; undefined: all. */
  readonly namespaces: readonly string[] | undefined
}

/** The kind of what is told of kinds. No API serves it: it lives in feeds alone. */
export const kindsTold: FeedKind = {
  group: 'mirror.causeway.io',
  version: 'v1',
  resource: 'kinds',
  rule: 'all',
  sealed: false,
}

/** Where it is told of a kind. */
export const toldKeyOf = (kind: Pick<ObjectKey, 'group' | 'resource'>): ObjectKey => ({
  group: kindsTold.group,
  resource: kindsTold.resource,
  namespace: '',
  name: qualified(kind),
})

/** Whether an object of a feed tells of a kind. */
export const tellsOfKind = ({ group, resource }: ObjectKey): boolean =>
  group === kindsTold.group && resource === kindsTold.resource

/** The object that tells of a kind. */
export const toldObject = ({ served, namespaces }: ToldKind): KubeObject => ({
  apiVersion: `${kindsTold.group}/${kindsTold.version}`,
  kind: 'Kind',
  metadata: { name: qualified(served) },
  spec: { ...served, ...(namespaces === undefined ? {} : { namespaces }) },
})

/** What an object tells of; undefined: this version does not understand it. */
export function toldKindIn({ spec }: KubeObject): ToldKind | undefined {
  if (!isJson(spec)) return undefined
  const { namespaces, ...served } = spec
  const isWhole =
    areTexts(served, ['group', 'version', 'resource', 'singular', 'kind']) &&
    areLists(served, ['verbs', 'shortNames', 'categories', 'subresources']) &&
    typeof served['namespaced'] === 'boolean' &&
    (namespaces === undefined || Array.isArray(namespaces))
  if (!isWhole) return undefined
  return {
    served: served as unknown as ServedKind,
    namespaces: namespaces as readonly string[] | undefined,
  }
}

/** The kind as feeds carry its objects: to every node. */
export const fedAs = ({ served, namespaces }: ToldKind): FeedKind => ({
  group: served.group,
  version: served.version,
  resource: served.resource,
  rule: 'all',
  sealed: false,
  ...(namespaces === undefined ? {} : { namespaces }),
})

const areTexts = (spec: Json, names: readonly string[]): boolean =>
  names.every((name) => typeof spec[name] === 'string')

const areLists = (spec: Json, names: readonly string[]): boolean =>
  names.every((name) => Array.isArray(spec[name]))
