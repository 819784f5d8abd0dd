// Who may do what.
import { forbidden, forbiddenPath } from '../../../src/objects/answers/failures.ts'
import type { Status } from '../../../src/objects/answers/status.ts'
import type { RequestInfo } from '../../../src/objects/request/info.ts'
import type { KubeContext } from '../context.ts'
import { attemptOf, isOnPath } from '../../../src/identity/attempt.ts'
import type { Decision, ResourceAttempt } from '../../../src/identity/attempt.ts'
import { isOpenTo } from '../../../src/identity/open-to.ts'
import { mayNode } from './node-rules.ts'
import { mastersGroup, nodeOfUser } from '../../../src/identity/user.ts'
import type { User } from '../../../src/identity/user.ts'

/** The refusal of a request that its caller may not make. */
export function authorize(kube: KubeContext, user: User, info: RequestInfo): Status | undefined {
  const attempt = attemptOf(info)
  if (isOnPath(attempt)) {
    const may = user.groups.includes(mastersGroup) || isOpenTo(user, attempt)
    return may ? undefined : forbiddenPath(user.name, attempt.verb, attempt.path)
  }
  const { allowed, because } = decide(kube, user, attempt)
  return allowed ? undefined : forbidden({ ...attempt, user: user.name }, because)
}

/** Whether a user may do something to a resource. */
export function decide(kube: KubeContext, user: User, attempt: ResourceAttempt): Decision {
  if (user.groups.includes(mastersGroup) || isController(user)) return { allowed: true }
  if (isOpenTo(user, attempt)) return { allowed: true }
  const node = nodeOfUser(user)
  return node === undefined ? { allowed: false } : mayNode(kube, node, attempt)
}

/** The accounts of the stock controllers. */
const isController = ({ name }: User): boolean =>
  name.startsWith('system:serviceaccount:kube-system:')
