// Discovery as a server told it once, with kinds added that it did not tell of then.
import { kindRegistry } from '../kinds/registry.ts'
import type { KindRegistry, ServedKind } from '../kinds/registry.ts'
import { isJson } from '../schema/typed.ts'
import type { Json } from '../schema/typed.ts'
import { aggregated } from './aggregated.ts'
import { groupAlone, groupList, kindsOf, versionsOf } from './groups.ts'
import { resourceList } from './resources.ts'

/** The document at a path with these kinds; undefined where there is none, and nothing to make one of. */
export function discoveryWith(
  document: object | undefined,
  segments: readonly string[],
  kinds: readonly ServedKind[],
): object | undefined {
  const [root, ...rest] = segments
  if (root !== 'api' && root !== 'apis') return document
  const [group, version, ...below] = root === 'api' ? ['', ...rest] : rest
  if (below.length > 0) return document
  const registry = kindRegistry(kinds)
  if (group !== undefined && version !== undefined)
    return withResources(document, registry, group, version)
  if (root === 'apis' && group !== undefined) return withVersions(document, registry, group)
  return document && inRoot(document as Json, registry, root)
}

function withResources(
  document: object | undefined,
  registry: KindRegistry,
  group: string,
  version: string,
): object | undefined {
  const kinds = kindsOf(registry, group, version)
  if (kinds.length === 0) return document
  const made = resourceList(group, version, kinds)
  return document === undefined ? made : within('resources', by('name'))(document as Json, made)
}

function withVersions(
  document: object | undefined,
  registry: KindRegistry,
  group: string,
): object | undefined {
  if (versionsOf(registry, group).length === 0) return document
  const made = groupAlone(registry, group)
  return document === undefined ? made : within('versions', by('version'))(document as Json, made)
}

/** `/api` or `/apis`, in any of its forms. */
function inRoot(document: Json, registry: KindRegistry, root: 'api' | 'apis'): object {
  const { kind, apiVersion } = document
  if (kind === 'APIGroupList')
    return within(
      'groups',
      by('name'),
      within('versions', by('version')),
    )(document, groupList(registry))
  if (kind !== 'APIGroupDiscoveryList') return document
  const groups = root === 'api' ? [''] : registry.groups
  const made = aggregated(registry, groups, String(apiVersion).split('/')[1] ?? '')
  return inAggregated(document, made)
}

type Name = (part: Json) => unknown
type Both = (there: Json, wanted: Json) => Json

const by =
  (field: string): Name =>
  (part) =>
    part[field]
const byMetadata: Name = ({ metadata }) => (isJson(metadata) ? metadata['name'] : undefined)
const keep: Both = (there) => there

/** Merges the lists in a field by the names of their parts: what is there stays, or is merged with what is wanted. */
const within =
  (field: string, name: Name, both: Both = keep): Both =>
  (there, wanted) => {
    const [known, more] = [partsOf(there[field]), partsOf(wanted[field])]
    const find = (parts: readonly Json[], part: Json): Json | undefined =>
      parts.find((one) => name(one) === name(part))
    const merged = known.map((one) => {
      const other = find(more, one)
      return other === undefined ? one : both(one, other)
    })
    return {
      ...there,
      [field]: [...merged, ...more.filter((one) => find(known, one) === undefined)],
    }
  }

const partsOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? (value as unknown[]).filter(isJson) : []

const inAggregated = within(
  'items',
  byMetadata,
  within('versions', by('version'), within('resources', by('resource'))),
)
