// What Kubernetes allows without a rule of anybody's: health and version to all, discovery and reviews of oneself to members.
import type { Attempt } from './attempt.ts'
import { isOnPath } from './attempt.ts'
import { membersGroup } from './user.ts'
import type { User } from './user.ts'

const publicPaths = ['/healthz', '/livez', '/readyz', '/version']
const memberPaths = ['/', '/api', '/apis', '/openapi', '/.well-known', '/openid']

/** Whether an attempt is open to a caller, whoever he is. */
export function isOpenTo(user: User, attempt: Attempt): boolean {
  const isMember = user.groups.includes(membersGroup)
  if (isOnPath(attempt))
    return isUnder(publicPaths, attempt.path) || (isMember && isUnder(memberPaths, attempt.path))
  const { group, resource } = attempt
  return isMember && group === 'authorization.k8s.io' && resource.startsWith('selfsubject')
}

const isUnder = (roots: readonly string[], path: string): boolean =>
  roots.some((root) => path === root || (root !== '/' && path.startsWith(`${root}/`)))
