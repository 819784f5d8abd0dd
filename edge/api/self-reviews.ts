// What callers ask about themselves while the cluster cannot be asked: who am I, may I; answered from the guard's decisions.
import type { HttpRequest } from '../../bus/http.ts'
import { answer, statusAnswer } from '../../src/objects/answers/answer.ts'
import { valueContent } from '../../src/objects/answers/content.ts'
import { badRequest, unavailable } from '../../src/objects/answers/failures.ts'
import { knownRules } from '../../src/identity/known-rules.ts'
import { text } from '../../src/objects/fields.ts'
import { openEnvelope, protobufType } from '../../src/objects/protobuf/envelope.ts'
import type { Answer } from '../../src/objects/read-answer.ts'
import type { RequestInfo, ResourceRequest, Verb } from '../../src/objects/request/info.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import { isJson } from '../../src/objects/schema/typed.ts'
import type { Json } from '../../src/objects/schema/typed.ts'
import type { Caller, Decision, Guard } from './guard.ts'

/** A question as it came. */
export interface SelfQuestion {
  readonly caller: Caller
  readonly info: ResourceRequest
  readonly request: Pick<HttpRequest, 'headers' | 'body'>
}

/** What a guard knows of callers. */
export type Knowing = Pick<Guard, 'authorize' | 'decided'>

/** Answers it, once. */
export function answerSelf(
  { caller, info, request }: SelfQuestion,
  guard: Knowing,
  done: (answer: Answer) => void,
): void {
  const review = reviewIn(request)
  if (review === undefined)
    return done(statusAnswer(badRequest('expected a review in JSON or protobuf')))
  if (info.resource === 'selfsubjectreviews') {
    const { name: username, groups } = caller
    return done(reviewed(review, { userInfo: { username, groups } }))
  }
  if (info.resource === 'selfsubjectrulesreviews') {
    const namespace = isJson(review['spec']) ? text(review['spec'], 'namespace') : ''
    const rules = knownRules(guard.decided(caller), namespace)
    return done(reviewed(review, { ...rules, incomplete: true, evaluationError: onlyKnown }))
  }
  const wanted = wantedOf(review)
  if (wanted === undefined) return done(statusAnswer(badRequest(notAsked)))
  guard.authorize(caller, wanted, (decision) => done(decidedAnswer(review, decision)))
}

const notAsked = 'expected resourceAttributes or nonResourceAttributes in the spec of the review'

const onlyKnown =
  "the cluster's API cannot be reached from this node: what was decided before is listed, there may be more"

const notDecided =
  "the cluster's API cannot be reached from this node, and nothing was decided about this before"

function reviewIn({ headers, body }: SelfQuestion['request']): Json | undefined {
  const isProtobuf = headers['content-type']?.startsWith(protobufType) === true
  try {
    if (isProtobuf) return openEnvelope(body)
    const value = JSON.parse(new TextDecoder().decode(body)) as unknown
    return isJson(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The request that a question is about. */
function wantedOf({ spec }: Json): RequestInfo | undefined {
  if (!isJson(spec)) return undefined
  const { resourceAttributes: of, nonResourceAttributes: path } = spec
  if (isJson(path)) return requestInfo(text(path, 'verb').toUpperCase(), text(path, 'path'))
  if (!isJson(of)) return undefined
  const optional = ['subresource', 'namespace', 'name'].flatMap((field) =>
    text(of, field) === '' ? [] : [[field, text(of, field)] as const],
  )
  return {
    about: 'resource',
    path: '',
    query: new Map(),
    // Whatever word was asked about is what is to be decided.
    verb: text(of, 'verb') as Verb,
    group: text(of, 'group'),
    version: text(of, 'version'),
    resource: text(of, 'resource'),
    ...(Object.fromEntries(optional) as object),
  }
}

function decidedAnswer(review: Json, decision: Decision): Answer {
  if (decision.allowed) return reviewed(review, { allowed: true })
  if (decision.undecided === true) return statusAnswer(unavailable(notDecided))
  return reviewed(review, { allowed: false, reason: decision.reason })
}

const reviewed = (review: Json, status: Json): Answer =>
  answer(
    201,
    valueContent(() => ({ ...review, status })),
    'json',
  )
