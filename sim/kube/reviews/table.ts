// Kinds that are asked rather than stored: who am I, may I, may he.
import { isStatus } from '../../../src/objects/answers/status.ts'
import { kindOf } from '../../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../../src/objects/object.ts'
import type { Json } from '../../../src/objects/schema/typed.ts'
import { holderOf } from '../access/authenticate.ts'
import { decide } from '../access/authorize.ts'
import { plainAttempt } from '../../../src/identity/attempt.ts'
import type { Decision, ResourceAttempt } from '../../../src/identity/attempt.ts'
import type { User } from '../../../src/identity/user.ts'
import type { KubeContext } from '../context.ts'
import { decode } from '../decode.ts'
import { isJson } from '../../../src/objects/schema/typed.ts'
import { part, text } from '../../../src/objects/fields.ts'
import { bind } from '../subresources/binding.ts'
import { refused, written } from '../writes/request.ts'
import type { WriteRequest, Written } from '../writes/request.ts'

/** Answers a review. */
export type Review = (kube: KubeContext, request: WriteRequest) => Written

/** A review whose status `answer` finds. */
const review =
  (answer: (kube: KubeContext, object: KubeObject, asking: User) => Json): Review =>
  (kube, request) => {
    const decoded = decode(kube, request.kind, request.body, request.options.fieldValidation)
    if (isStatus(decoded)) return refused(decoded)
    const { object, warnings } = decoded
    return written(201, { ...object, status: answer(kube, object, request.user) }, warnings)
  }

const accessReview = review((kube, object) => {
  const spec = part(object, 'spec')
  const groups = Array.isArray(spec['groups']) ? spec['groups'].map(String) : []
  return statusOf(kube, { name: text(spec, 'user'), groups }, spec)
})

const selfAccessReview = review((kube, object, asking) =>
  statusOf(kube, asking, part(object, 'spec')),
)

const selfReview = review((_kube, _object, { name, groups }) => ({
  userInfo: { username: name, groups },
}))

const tokenReview = review((kube, object) => {
  const holder = holderOf(kube, text(part(object, 'spec'), 'token'))
  if (holder === undefined) return { authenticated: false, user: {} }
  const { name, groups } = holder
  return { authenticated: true, user: { username: name, groups } }
})

const selfRules = review((kube, _object, asking) => {
  const all = decide(kube, asking, { verb: '*', group: '*', resource: '*' }).allowed
  const everything = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]
  const paths = [{ verbs: ['*'], nonResourceURLs: ['*'] }]
  const resourceRules = all ? everything : []
  return { resourceRules, nonResourceRules: all ? paths : [], incomplete: !all }
})

/** A binding without its pod's path: the pod is the one of its own name. */
const plainBinding: Review = (kube, request) => {
  const read = request.body.value()
  const metadata =
    'unreadable' in read ? {} : part(isJson(read.value) ? read.value : {}, 'metadata')
  const pods = kindOf(kube.registry(), { group: '', version: 'v1', resource: 'pods' })
  return bind(kube, { ...request, kind: pods ?? request.kind, name: text(metadata, 'name') })
}

/** By `group/resource`. */
export const reviews: Readonly<Record<string, Review>> = {
  '/bindings': plainBinding,
  'authentication.k8s.io/selfsubjectreviews': selfReview,
  'authentication.k8s.io/tokenreviews': tokenReview,
  'authorization.k8s.io/localsubjectaccessreviews': accessReview,
  'authorization.k8s.io/selfsubjectaccessreviews': selfAccessReview,
  'authorization.k8s.io/selfsubjectrulesreviews': selfRules,
  'authorization.k8s.io/subjectaccessreviews': accessReview,
}

function statusOf(kube: KubeContext, user: User, spec: Json): Json {
  const { allowed, because } = decisionOn(kube, user, spec)
  return { allowed, ...(because === undefined ? {} : { reason: because }) }
}

function decisionOn(kube: KubeContext, user: User, spec: Json): Decision {
  const resource = spec['resourceAttributes']
  if (isJson(resource)) return decide(kube, user, attemptOf(resource))
  return decide(kube, user, {
    verb: text(part(spec, 'nonResourceAttributes'), 'verb'),
    group: '',
    resource: '',
  })
}

function attemptOf(attributes: Json): ResourceAttempt {
  const of = (field: string): string => text(attributes, field)
  return plainAttempt({
    verb: of('verb'),
    group: of('group'),
    resource: of('resource'),
    subresource: of('subresource'),
    namespace: of('namespace'),
    name: of('name'),
  })
}
