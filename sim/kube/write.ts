// Hands a write to whoever does it: by verb, or by subresource.
import { isStatus } from '../../src/objects/answers/status.ts'
import type { Status } from '../../src/objects/answers/status.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { selectionOf } from '../../src/objects/reads/selection.ts'
import type { HeaderMap } from '../../src/objects/read-answer.ts'
import type { User } from '../../src/identity/user.ts'
import type { ResourceRequest, Verb } from '../../src/objects/request/info.ts'
import { listOptions } from '../../src/objects/request/list-options.ts'
import type { Route } from '../../src/objects/request/route.ts'
import type { Body } from './body.ts'
import type { KubeContext } from './context.ts'
import { reviews } from './reviews/table.ts'
import { subresourceWrites } from './subresources/table.ts'
import { create } from './writes/create.ts'
import { removeCollection } from './writes/delete-collection.ts'
import { managerName } from './writes/managers.ts'
import { writeOptions } from './writes/options.ts'
import { patch } from './writes/patch.ts'
import { remove } from './writes/remove.ts'
import { refused } from './writes/request.ts'
import type { WriteRequest, Written } from './writes/request.ts'
import { update } from './writes/update.ts'

const optionKinds: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
}

/** What a write needs of its request. */
interface Asked {
  readonly body: Body
  readonly user: User
  readonly headers: HeaderMap
}

/** Carries out a write. */
export function write(
  kube: KubeContext,
  { body, user, headers }: Asked,
  info: ResourceRequest,
  route: Route,
): Written {
  const { kind, subresource, verb } = route
  const warned: string[] = []
  const options = writeOptions(optionKinds[verb] ?? 'DeleteOptions', info.query, body.mediaType)
  if (isStatus(options)) return refused(options)
  const request: WriteRequest = {
    kind,
    query: info.query,
    body,
    user,
    manager: managerName(info.query, headers),
    options,
    warn: (text) => warned.push(text),
    ...(info.namespace === undefined || !kind.namespaced ? {} : { namespace: info.namespace }),
    ...(info.name === undefined ? {} : { name: info.name }),
    ...(subresource === undefined ? {} : { subresource: subresource.name }),
  }
  const outcome = writtenBy(kube, request, info, route)
  return warned.length === 0 ? outcome : { ...outcome, warnings: [...outcome.warnings, ...warned] }
}

function writtenBy(
  kube: KubeContext,
  request: WriteRequest,
  info: ResourceRequest,
  route: Route,
): Written {
  const { kind, subresource, verb } = route
  const review = reviews[`${kind.group}/${kind.resource}`]
  if (review !== undefined) return review(kube, request)
  const own = subresource === undefined ? undefined : subresourceWrites[subresource.name]
  if (own !== undefined) return own(kube, request, verb)
  if (verb !== 'deletecollection') return writeObject(kube, request, verb)
  return removeCollection(kube, request, selected(kube, info, route))
}

function writeObject(kube: KubeContext, request: WriteRequest, verb: Verb): Written {
  switch (verb) {
    case 'create':
      return create(kube, request)
    case 'update':
      return update(kube, request)
    case 'patch':
      return patch(kube, request)
    default:
      return remove(kube, request)
  }
}

/** The objects that a list with the same selectors would show. */
function selected(
  { store }: KubeContext,
  info: ResourceRequest,
  route: Route,
): readonly KubeObject[] | Status {
  const options = listOptions(info.query, false)
  if (isStatus(options)) return options
  const selection = selectionOf({ route, info, headers: {} }, options, store)
  if (isStatus(selection)) return selection
  const { collection, matches = () => true } = selection
  return collection.list(route.kind, info.namespace).filter((object) => matches(object))
}
