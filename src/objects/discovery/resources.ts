// Discovery of one group's version: its resources and what can be done with them.
import { sha256 } from '../../kernel/sha256.ts'
import type { ServedKind } from '../kinds/registry.ts'
import { groupVersion } from '../kinds/registry.ts'
import { subresourcesOf } from '../kinds/subresources.ts'
import type { Subresource } from '../kinds/subresources.ts'

/** The APIResourceList of a group's version. */
export const resourceList = (group: string, version: string, kinds: readonly ServedKind[]) => ({
  kind: 'APIResourceList',
  // The core group's list has never told its own version.
  ...(group === '' ? {} : { apiVersion: 'v1' }),
  groupVersion: groupVersion(group, version),
  resources: kinds.flatMap((kind) => [
    resource(kind),
    ...subresourcesOf(kind).map((below) => subresource(kind, below)),
  ]),
})

const resource = (kind: ServedKind) => ({
  name: kind.resource,
  singularName: kind.singular,
  namespaced: kind.namespaced,
  kind: kind.kind,
  verbs: kind.verbs,
  ...names(kind),
  ...storageVersion(kind),
})

/** A mark by which clients see that two versions are stored as one; kinds that are only asked have none. */
function storageVersion({ verbs, group, version, kind, storedAs }: ServedKind) {
  if (!verbs.includes('create') || !verbs.includes('get')) return {}
  const stored = storedAs ?? `${group}/${version}/${kind}`
  const mark = String.fromCharCode(...sha256(new TextEncoder().encode(stored)).subarray(0, 8))
  return { storageVersionHash: btoa(mark) }
}

/** Short names and categories, where there are any. */
export const names = ({ shortNames, categories }: ServedKind) => ({
  ...(shortNames.length === 0 ? {} : { shortNames }),
  ...(categories.length === 0 ? {} : { categories }),
})

const subresource = (parent: ServedKind, { name, group, version, kind, verbs }: Subresource) => ({
  name: `${parent.resource}/${name}`,
  singularName: '',
  namespaced: parent.namespaced,
  ...(group === '' ? {} : { group, version }),
  kind,
  verbs,
})
