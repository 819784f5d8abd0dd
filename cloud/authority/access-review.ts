// Whether Kubernetes would let somebody do something: asked of itself, first for objects of any name, then for the one.
import type { AccessAsk } from '../../schemas/guard-ask.ts'
import type { AccessDecided } from '../../schemas/guard-answer.ts'
import { isOnPath } from '../../src/identity/attempt.ts'
import type { Attempt, Decision } from '../../src/identity/attempt.ts'
import { withoutName } from '../../src/identity/access-book.ts'
import type { User } from '../../src/identity/user.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { kubeCall } from '../kube-call.ts'
import type { KubePorts } from '../kube-call.ts'

const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews'

/** The decisions about one wish; none where Kubernetes does not answer. */
export function reviewAccess(
  kube: KubePorts,
  asked: number,
  { user, attempt }: AccessAsk,
  done: (decided: readonly AccessDecided[]) => void,
): void {
  const said = (general: boolean, { allowed, because }: Decision): AccessDecided => ({
    asked,
    general,
    allowed,
    because,
  })
  review(kube, user, withoutName(attempt), (general) => {
    if (isFault(general)) return done([])
    if (general.allowed || isOnPath(attempt) || attempt.name === undefined)
      return done([said(true, general)])
    review(kube, user, attempt, (named) =>
      done([said(true, general), ...(isFault(named) ? [] : [said(false, named)])]),
    )
  })
}

function review(
  kube: KubePorts,
  { name, groups }: User,
  attempt: Attempt,
  done: (outcome: Decision | Fault) => void,
): void {
  const about = isOnPath(attempt)
    ? { nonResourceAttributes: attempt }
    : { resourceAttributes: attempt }
  const json = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: { user: name, groups, ...about },
  }
  kubeCall(kube, { method: 'POST', path, body: { json } }, (answer) =>
    done(isFault(answer) ? answer : decisionOf(answer)),
  )
}

/** What is neither allowed nor denied is not allowed. */
function decisionOf({ status }: KubeObject): Decision {
  const { allowed, reason } = isJson(status) ? status : {}
  const because = typeof reason === 'string' && reason !== '' ? { because: reason } : {}
  return { allowed: allowed === true, ...because }
}
