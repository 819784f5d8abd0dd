// Discovery of one group's version: its resources and what can be done with them.
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
  ...(kind.storageVersionHash === undefined ? {} : { storageVersionHash: kind.storageVersionHash }),
})

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
