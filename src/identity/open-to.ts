// What Kubernetes allows without a rule of anybody's: health and version to all, discovery and reviews of oneself to members.
import type { Attempt } from './attempt.ts'
import { isOnPath } from './attempt.ts'
import { membersGroup } from './user.ts'
import type { User } from './user.ts'

/** Paths that everybody may read, and those below them. */
export const publicPaths: readonly string[] = ['/healthz', '/livez', '/readyz', '/version']
/** Paths that members may read besides. */
export const memberPaths: readonly string[] = [
  '/',
  '/api',
  '/apis',
  '/openapi',
  '/.well-known',
  '/openid',
]
/** By group, what members may ask about themselves: may I, what may I, who am I. */
export const selfQuestions: Readonly<Record<string, readonly string[]>> = {
  'authorization.k8s.io': ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  'authentication.k8s.io': ['selfsubjectreviews'],
}

/** Whether an attempt is open to a caller, whoever he is. */
export function isOpenTo(user: User, attempt: Attempt): boolean {
  const isMember = user.groups.includes(membersGroup)
  if (!isOnPath(attempt)) return isMember && isSelfQuestion(attempt)
  return isUnder(publicPaths, attempt.path) || (isMember && isUnder(memberPaths, attempt.path))
}

/** Whether somebody asks about himself. */
export const isSelfQuestion = ({
  verb,
  group,
  resource,
}: {
  readonly verb?: string | undefined
  readonly group: string
  readonly resource: string
}): boolean => verb === 'create' && selfQuestions[group]?.includes(resource) === true

const isUnder = (roots: readonly string[], path: string): boolean =>
  roots.some((root) => path === root || (root !== '/' && path.startsWith(`${root}/`)))
