// Reads discovery as a server tells it: the versions of a group, and one kind out of a version's resources.
import { text, texts } from '../fields.ts'
import type { ServedKind } from '../kinds/registry.ts'
import type { ResourceKind } from '../object.ts'
import { isJson } from '../schema/typed.ts'
import type { Json } from '../schema/typed.ts'

/** The versions that an APIGroup names, the preferred one first. */
export function preferredVersions(group: object): readonly string[] {
  const { preferredVersion, versions } = group as Json
  const all = [preferredVersion, ...(Array.isArray(versions) ? (versions as unknown[]) : [])]
  const names = all.flatMap((one) => (isJson(one) ? text(one, 'version') : []))
  return [...new Set(names.filter((name) => name !== ''))]
}

/** The kind that an APIResourceList tells of; undefined: it tells of none of that name. */
export function discoveredKind(
  list: object,
  at: Pick<ResourceKind, 'group' | 'version' | 'resource'>,
): ServedKind | undefined {
  const { resources } = list as Json
  const all = Array.isArray(resources) ? (resources as unknown[]).filter(isJson) : []
  const found = all.find((one) => one['name'] === at.resource)
  if (found === undefined || text(found, 'kind') === '') return undefined
  const below = `${at.resource}/`
  return {
    ...at,
    kind: text(found, 'kind'),
    singular: text(found, 'singularName'),
    namespaced: found['namespaced'] === true,
    verbs: texts(found, 'verbs'),
    shortNames: texts(found, 'shortNames'),
    categories: texts(found, 'categories'),
    subresources: all
      .map((one) => text(one, 'name'))
      .flatMap((name) => (name.startsWith(below) ? name.slice(below.length) : [])),
  }
}
