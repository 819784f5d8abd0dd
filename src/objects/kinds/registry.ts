// The kinds of resources that an API serves, as a value to which kinds can be added.
import { resourceKey } from '../object.ts'
import type { ResourceKind } from '../object.ts'
import type { Structural } from '../structural/structural.ts'
import type { FieldSource } from '../selectors/selectable-fields.ts'
import type { ColumnSource } from '../tables/columns.ts'

/** A kind of resource with what serving it takes; a definition's kinds carry all of it as data. */
export interface ServedKind extends ResourceKind {
  /** What lists of it are called; `<kind>List` if absent. */
  readonly listKind?: string
  /** `group/version/kind` under which it is stored, if that is another one. */
  readonly storedAs?: string
  /** Made by a definition: `selectable`, `columns` and `scale` say what a table says of built-in kinds. */
  readonly custom?: boolean
  /** Fields of field selectors beyond name and namespace. */
  readonly selectable?: readonly FieldSource[]
  /** Printed columns after the name. */
  readonly columns?: readonly ColumnSource[]
  /** Where the replica counts of its scale lie. */
  readonly scale?: ScalePaths
  /** The schema that its definition gives it. */
  readonly schema?: Structural
}

/** Paths (`.spec.replicas`) into an object of which a Scale is made. */
export interface ScalePaths {
  readonly specReplicas: string
  readonly statusReplicas: string
  readonly labelSelector?: string
}

/** Kinds in the order in which discovery tells of them. */
export interface KindRegistry {
  readonly kinds: readonly ServedKind[]
  /** `group/version` → resource → kind. */
  readonly index: ReadonlyMap<string, ReadonlyMap<string, ServedKind>>
  /** Named groups, in order; the core group is not among them. */
  readonly groups: readonly string[]
}

/** `v1`, `apps/v1`: group and version in one word. */
export const groupVersion = (group: string, version: string): string =>
  group === '' ? version : `${group}/${version}`

/** The registry of these kinds. */
export function kindRegistry(kinds: readonly ServedKind[]): KindRegistry {
  const index = new Map<string, Map<string, ServedKind>>()
  for (const kind of kinds) {
    const key = groupVersion(kind.group, kind.version)
    const resources = index.get(key) ?? new Map<string, ServedKind>()
    index.set(key, resources.set(kind.resource, kind))
  }
  const groups = new Set(kinds.map((kind) => kind.group))
  groups.delete('')
  return { kinds, index, groups: [...groups] }
}

/** The registry with these kinds added; what had the same group and resource is replaced. */
export function withKinds(registry: KindRegistry, more: readonly ServedKind[]): KindRegistry {
  const replaced = new Set(more.map(resourceKey))
  const kept = registry.kinds.filter((kind) => !replaced.has(resourceKey(kind)))
  return kindRegistry([...kept, ...more])
}

/** The registry without any version of a resource. */
export function withoutKind(
  registry: KindRegistry,
  gone: Pick<ResourceKind, 'group' | 'resource'>,
): KindRegistry {
  return kindRegistry(
    registry.kinds.filter((kind) => kind.group !== gone.group || kind.resource !== gone.resource),
  )
}

/** The kind that serves a resource of a group and version. */
export const kindOf = (
  registry: KindRegistry,
  at: Pick<ResourceKind, 'group' | 'version' | 'resource'>,
): ServedKind | undefined =>
  registry.index.get(groupVersion(at.group, at.version))?.get(at.resource)

/** The name of its lists. */
export const listKindOf = (kind: ServedKind): string => kind.listKind ?? `${kind.kind}List`
