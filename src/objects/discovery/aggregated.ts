// Aggregated discovery: all groups, versions and resources in one document.
import type { KindRegistry, ServedKind } from '../kinds/registry.ts'
import { subresourcesOf } from '../kinds/subresources.ts'
import { kindsOf, versionsOf } from './groups.ts'
import { names } from './resources.ts'

/** The document of these groups, in a version of its own format. */
export const aggregated = (
  registry: KindRegistry,
  groups: readonly string[],
  formatVersion: string,
) => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: `apidiscovery.k8s.io/${formatVersion}`,
  metadata: {},
  items: groups.map((group) => ({
    metadata: group === '' ? {} : { name: group },
    versions: versionsOf(registry, group).map((version) => ({
      version,
      resources: kindsOf(registry, group, version).map(resource),
      freshness: 'Current',
    })),
  })),
})

const resource = (kind: ServedKind) => ({
  resource: kind.resource,
  responseKind: responseKind(kind, kind.kind),
  scope: kind.namespaced ? 'Namespaced' : 'Cluster',
  singularResource: kind.singular,
  verbs: kind.verbs,
  ...names(kind),
  ...subresources(kind),
})

/** Only a definition's kinds tell group and version of what they answer. */
const responseKind = ({ custom, group, version }: ServedKind, kind: string) =>
  custom === true ? { group, version, kind } : { group: '', version: '', kind }

function subresources(parent: ServedKind) {
  const all = subresourcesOf(parent).map(({ name, group, version, kind, verbs }) => ({
    subresource: name,
    responseKind: group === '' ? responseKind(parent, kind) : { group, version, kind },
    verbs,
  }))
  return all.length === 0 ? {} : { subresources: all }
}
