// Which served kind a request is for, or why there is none.
import { methodNotAllowed, noSuchResource } from '../answers/failures.ts'
import type { Status } from '../answers/status.ts'
import { kindOf } from '../kinds/registry.ts'
import type { KindRegistry, ServedKind } from '../kinds/registry.ts'
import { subresourceOf } from '../kinds/subresources.ts'
import type { Subresource } from '../kinds/subresources.ts'
import type { ResourceRequest, Verb } from './info.ts'

/** A request whose kind, subresource and verb are served. */
export interface Route {
  readonly kind: ServedKind
  readonly subresource?: Subresource
  readonly verb: Verb
}

/** The outcome for what is not served: a text page for groups that are not there, else a Status. */
export type NoRoute = 'no-such-group' | Status

/** Finds the served kind of a request; 404 where there is no such path, 405 where it lacks the method. */
export function routeOf(registry: KindRegistry, request: ResourceRequest): Route | NoRoute {
  const kind = kindOf(registry, request)
  if (kind === undefined) {
    return isServedGroup(registry, request.group) ? noSuchResource() : 'no-such-group'
  }
  const subresource = subresourceFor(kind, request)
  if (subresource === 'none' || !isPlaceOf(kind, request)) return noSuchResource()
  const verb = request.verb
  const verbs = subresource === undefined ? verbsAt(kind, request) : subresource.verbs
  if (verb === undefined || !verbs.includes(verb)) return methodNotAllowed()
  return subresource === undefined ? { kind, verb } : { kind, subresource, verb }
}

/** Whether anything of the group is served; the core group always is. */
export const isServedGroup = (registry: KindRegistry, group: string): boolean =>
  group === '' || registry.groups.includes(group)

function subresourceFor(
  kind: ServedKind,
  { subresource }: ResourceRequest,
): Subresource | undefined | 'none' {
  if (subresource === undefined) return undefined
  const [first = ''] = subresource.split('/')
  const found = subresourceOf(kind, first)
  // Only a proxy has paths of its own below it.
  return found !== undefined && (first === subresource || first === 'proxy') ? found : 'none'
}

/** Whether a kind is found at such a path: a namespace for what lives in one, none for what does not. */
function isPlaceOf(kind: ServedKind, { namespace, name }: ResourceRequest): boolean {
  if (!kind.namespaced) return namespace === undefined
  return namespace !== undefined || name === undefined
}

const collectionVerbs = ['list', 'watch', 'create', 'deletecollection']
const objectVerbs = ['get', 'update', 'patch', 'delete', 'watch']

/** The verbs at this path: a collection's or an object's; over all namespaces one can only look. */
function verbsAt(kind: ServedKind, { name, namespace }: ResourceRequest): readonly string[] {
  if (name !== undefined) return kind.verbs.filter((verb) => objectVerbs.includes(verb))
  const everywhere = kind.namespaced && namespace === undefined
  const verbs = everywhere ? ['list', 'watch'] : collectionVerbs
  return kind.verbs.filter((verb) => verbs.includes(verb))
}
