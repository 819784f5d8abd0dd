// What the local API answers from: the mirror's objects, the kinds that it holds, and how far they are complete.
import { kindOf, kindRegistry } from '../../src/objects/kinds/registry.ts'
import type { KindRegistry, ServedKind } from '../../src/objects/kinds/registry.ts'
import { builtinKinds } from '../../src/objects/kinds/builtin.ts'
import type { Resource, ResourceKind } from '../../src/objects/object.ts'
import { resourceKey } from '../../src/objects/object.ts'
import type { FeedKind } from '../../src/mirror/kinds.ts'
import { fedAs } from '../../src/mirror/told-kind.ts'
import type { ToldKind } from '../../src/mirror/told-kind.ts'
import type { Projection } from '../mirror/projection.ts'

/** The kinds of a node's world. */
export interface Kinds {
  readonly registry: KindRegistry
  /** The kind as feeds carry it; undefined of what a node has of its own alone. */
  readonly fed: (resource: Resource) => FeedKind | undefined
}

/** What a view is made of. */
export interface View {
  readonly node: string
  readonly kinds: Kinds
  readonly projection: Projection
  /** Whether a feed was once all here. */
  readonly isComplete: (of: 'all' | 'site' | 'node') => boolean
}

/** A node has these of its own name; no feed carries them, because it writes them itself. */
const ownKinds: readonly Pick<ResourceKind, 'group' | 'version' | 'resource'>[] = [
  { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' },
  { group: 'storage.k8s.io', version: 'v1', resource: 'csinodes' },
]

/** The kinds that feeds carry, those that a node has of its own, and further ones that it was told of. */
export function kindsOf(fed: readonly FeedKind[], further: readonly ToldKind[] = []): Kinds {
  const all = kindRegistry(builtinKinds)
  const served = [...fed, ...ownKinds].flatMap((kind) => kindOf(all, kind) ?? [])
  const fedKinds = [...fed, ...further.map(fedAs)]
  const byResource = new Map(fedKinds.map((kind) => [resourceKey(kind), kind]))
  return {
    registry: kindRegistry([...served, ...further.map((told) => told.served)]),
    fed: (resource) => byResource.get(resourceKey(resource)),
  }
}

/** Whether an object of an own kind is this node's. */
export function isOwn(node: string, kind: Resource, namespace: string, name: string): boolean {
  if (name !== node) return false
  return kind.resource === 'leases' ? namespace === 'kube-node-lease' : namespace === ''
}

/** The feed that has the objects of a kind; a Node's own comes by its own. */
export function feedOf({ rule }: FeedKind, isOwnNode: boolean): 'all' | 'site' | 'node' {
  if (rule === 'all') return 'all'
  return rule === 'site' && !isOwnNode ? 'site' : 'node'
}

/** A kind by the words of a request. */
export const servedKind = (
  { registry }: Kinds,
  at: Pick<ResourceKind, 'group' | 'version' | 'resource'>,
): ServedKind | undefined => kindOf(registry, at)
