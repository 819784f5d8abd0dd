// Where the objects of a kind are listed and watched.
import type { FeedKind } from '../../src/mirror/kinds.ts'

/** The collection of a kind, of one namespace or over all of them. */
export function pathOf(
  { group, version, resource }: Pick<FeedKind, 'group' | 'version' | 'resource'>,
  namespace: string | undefined,
): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  return namespace === undefined
    ? `${root}/${resource}`
    : `${root}/namespaces/${namespace}/${resource}`
}
