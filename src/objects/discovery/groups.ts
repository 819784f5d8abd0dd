// Discovery of groups: which there are, and in which versions.
import type { KindRegistry, ServedKind } from '../kinds/registry.ts'
import { groupVersion } from '../kinds/registry.ts'

/** The versions of a group, the preferred one first. */
export const versionsOf = (registry: KindRegistry, group: string): readonly string[] => [
  ...new Set(registry.kinds.filter((kind) => kind.group === group).map(({ version }) => version)),
]

/** The kinds of a group's version, in order. */
export const kindsOf = (
  registry: KindRegistry,
  group: string,
  version: string,
): readonly ServedKind[] =>
  registry.kinds.filter((kind) => kind.group === group && kind.version === version)

/** The versions of the core group, and where to find the server. */
export const coreVersions = (registry: KindRegistry, serverAddress: string) => ({
  kind: 'APIVersions',
  versions: versionsOf(registry, ''),
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
})

/** All named groups. */
export const groupList = (registry: KindRegistry) => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: registry.groups.map((name) => group(registry, name)),
})

/** One named group. */
export const groupAlone = (registry: KindRegistry, name: string) => ({
  kind: 'APIGroup',
  apiVersion: 'v1',
  ...group(registry, name),
})

function group(registry: KindRegistry, name: string) {
  const versions = versionsOf(registry, name).map((version) => ({
    groupVersion: groupVersion(name, version),
    version,
  }))
  return { name, versions, preferredVersion: versions[0] }
}
