// Answers a request whose caller is known: let in or not, routed, read or written.
import { noSuchResource } from '../../src/objects/answers/failures.ts'
import { isStatus } from '../../src/objects/answers/status.ts'
import type { HeaderMap } from '../../src/objects/read-answer.ts'
import type { ResourceRequest } from '../../src/objects/request/info.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import { routeOf } from '../../src/objects/request/route.ts'
import type { Route } from '../../src/objects/request/route.ts'
import { authorize } from './access/authorize.ts'
import type { User } from './access/user.ts'
import type { Body } from './body.ts'
import type { KubeContext } from './context.ts'
import { matching, readNow } from './reads.ts'
import { subresourceWrites } from './subresources/table.ts'
import { create } from './writes/create.ts'
import { removeCollection } from './writes/delete-collection.ts'
import { writeOptions } from './writes/options.ts'
import { patch } from './writes/patch.ts'
import { remove } from './writes/remove.ts'
import { refused } from './writes/request.ts'
import type { WriteRequest, Written } from './writes/request.ts'
import { update } from './writes/update.ts'

/** A request whose caller is known. */
export interface KubeRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: HeaderMap
  readonly body: Body
  readonly user: User
}

/** Answers a request. */
export function respond(kube: KubeContext, request: KubeRequest): Written {
  const info = requestInfo(request.method, request.path)
  const refusal = authorize(kube, request.user, info)
  if (refusal !== undefined) return refused(refusal)
  if (info.about === 'path') return refused(noSuchResource())
  const route = routeOf(kube.registry(), info)
  if (route === 'no-such-group') return refused(noSuchResource())
  if (isStatus(route)) return refused(route)
  return isRead(route) ? readNow(kube, info, route) : write(kube, request, info, route)
}

const isRead = ({ verb }: Route): boolean => ['get', 'list', 'watch'].includes(verb)

const optionKinds: Readonly<Record<string, string>> = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
}

function write(
  kube: KubeContext,
  { body, user }: KubeRequest,
  info: ResourceRequest,
  route: Route,
): Written {
  const { kind, subresource, verb } = route
  const options = writeOptions(optionKinds[verb] ?? 'DeleteOptions', info.query)
  if (isStatus(options)) return refused(options)
  const request: WriteRequest = {
    kind,
    query: info.query,
    body,
    user,
    options,
    ...(info.namespace === undefined || !kind.namespaced ? {} : { namespace: info.namespace }),
    ...(info.name === undefined ? {} : { name: info.name }),
    ...(subresource === undefined ? {} : { subresource: subresource.name }),
  }
  const own = subresource === undefined ? undefined : subresourceWrites[subresource.name]
  if (own !== undefined) return own(kube, request, verb)
  return writeObject(kube, request, verb)
}

function writeObject(kube: KubeContext, request: WriteRequest, verb: Route['verb']): Written {
  switch (verb) {
    case 'create':
      return create(kube, request)
    case 'update':
      return update(kube, request)
    case 'patch':
      return patch(kube, request)
    case 'delete':
      return remove(kube, request)
    default:
      return removeCollection(kube, request, (each) => matching(kube, each))
  }
}
