// Who may do what.
import { forbidden, forbiddenPath } from '../../../src/objects/answers/failures.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import type { RequestInfo, ResourceRequest } from '../../../src/objects/request/info.ts'
import type { KubeContext } from '../context.ts'
import type { Decision, ResourceAttempt } from './attempt.ts'
import { mayNode } from './node-rules.ts'
import { mastersGroup } from './user.ts'
import type { User } from './user.ts'

const publicPaths = ['/healthz', '/livez', '/readyz', '/version']
const memberPaths = ['/', '/api', '/apis', '/openapi', '/.well-known', '/openid']

/** The refusal of a request that its caller may not make. */
export function authorize(kube: KubeContext, user: User, info: RequestInfo): Status | undefined {
  if (info.about === 'path') {
    const verb = info.method.toLowerCase()
    return mayVisit(user, info.path) ? undefined : forbiddenPath(user.name, verb, info.path)
  }
  const attempt = { ...info, verb: info.verb ?? '' }
  const { allowed, because } = decide(kube, user, attempt)
  return allowed ? undefined : forbidden({ ...refusedAttempt(attempt), user: user.name }, because)
}

/** Whether a user may do something to a resource. */
export function decide(kube: KubeContext, user: User, attempt: ResourceAttempt): Decision {
  if (user.groups.includes(mastersGroup) || isController(user)) return { allowed: true }
  if (isReview(user, attempt)) return { allowed: true }
  if (user.groups.includes('system:nodes') && user.name.startsWith('system:node:')) {
    return mayNode(kube, user.name.slice('system:node:'.length), attempt)
  }
  return { allowed: false }
}

/** The accounts of the stock controllers. */
const isController = ({ name }: User): boolean =>
  name.startsWith('system:serviceaccount:kube-system:')

const refusedAttempt = ({
  verb,
  group,
  resource,
  subresource,
  namespace,
  name,
}: ResourceAttempt): ResourceAttempt => ({
  verb,
  group,
  resource,
  ...(subresource === undefined ? {} : { subresource }),
  ...(namespace === undefined ? {} : { namespace }),
  ...(name === undefined ? {} : { name }),
})

const isMember = ({ groups }: User): boolean => groups.includes('system:authenticated')

/** Everybody may ask what he himself may do. */
const isReview = (user: User, { group, resource }: ResourceAttempt): boolean =>
  isMember(user) && group === 'authorization.k8s.io' && resource.startsWith('selfsubject')

function mayVisit(user: User, path: string): boolean {
  if (user.groups.includes(mastersGroup)) return true
  const under = (roots: readonly string[]) =>
    roots.some((root) => path === root || (root !== '/' && path.startsWith(`${root}/`)))
  return under(publicPaths) || (isMember(user) && under(memberPaths))
}

/** The attempt that a request is. */
export const attemptOf = (info: ResourceRequest): ResourceAttempt =>
  refusedAttempt({ ...info, verb: info.verb ?? '' })
