// Answers a request whose caller is known: let in or not, read or written.
import { assert } from '../../src/kernel/assert.ts'
import { answer, statusAnswer } from '../../src/objects/answers/answer.ts'
import { objectContent, valueContent } from '../../src/objects/answers/content.ts'
import { isStatus } from '../../src/objects/answers/status.ts'
import type { Answer, HeaderMap, ReadAnswer, WatchAnswer } from '../../src/objects/read-answer.ts'
import { lookOf } from '../../src/objects/reads/routed.ts'
import { read } from '../../src/objects/reads/read.ts'
import type { Look } from '../../src/objects/reads/routed.ts'
import type { RequestInfo, ResourceRequest } from '../../src/objects/request/info.ts'
import { requestInfo } from '../../src/objects/request/info.ts'
import { routeOf } from '../../src/objects/request/route.ts'
import type { Route } from '../../src/objects/request/route.ts'
import type { ServedKind } from '../../src/objects/kinds/registry.ts'
import type { KubeObject } from '../../src/objects/object.ts'
import { authorize } from './access/authorize.ts'
import type { User } from '../../src/identity/user.ts'
import type { Body } from './body.ts'
import type { KubeContext } from './context.ts'
import { tokenKeys } from './token-keys.ts'
import { write } from './write.ts'
import type { Written } from './writes/request.ts'

/** A request whose caller is known. */
export interface KubeRequest {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly headers: HeaderMap
  readonly body: Body
  readonly user: User
}

/** A watch that names no time lives so long. */
const watchMsDefault = 1_800_000

/** Answers a request. */
export function respond(kube: KubeContext, request: KubeRequest): Answer | WatchAnswer {
  const info = requestInfo(request.method, request.path)
  const refusal = authorize(kube, request.user, info)
  if (refusal !== undefined) return statusAnswer(refusal)
  const keys = tokenKeys(kube, info, request.headers)
  if (keys !== undefined) return keys
  const found = readNow(kube, info, request.headers)
  if (found.is !== 'pass-on') return found
  const route = info.about === 'resource' ? routeOf(kube.registry(), info) : 'no-such-group'
  assert(
    info.about === 'resource' && route !== 'no-such-group' && !isStatus(route),
    `only what is served is passed on: ${request.path}`,
  )
  return writeAnswer(kube, request, info, route)
}

function readNow(kube: KubeContext, info: RequestInfo, headers: HeaderMap): ReadAnswer {
  const { store, clock, config } = kube
  return read(
    { info, headers },
    {
      collection: store,
      registry: kube.registry(),
      wall: clock.wall(),
      watchMsDefault,
      unknown: 'refuse',
      address: config.address,
    },
  )
}

function writeAnswer(
  kube: KubeContext,
  request: KubeRequest,
  info: ResourceRequest,
  route: Route,
): Answer {
  const look = lookOf({ route, info, headers: request.headers })
  if (isStatus(look)) return statusAnswer(look)
  const outcome = write(kube, request, info, route)
  if (isStatus(outcome.body) && outcome.body.status === 'Failure') {
    return statusAnswer(outcome.body, look.writing)
  }
  return writtenAnswer(route.kind, outcome, look)
}

function writtenAnswer(kind: ServedKind, { status, body, warnings }: Written, look: Look): Answer {
  const isOfKind = (body as KubeObject).kind === kind.kind
  const content = isOfKind ? objectContent(kind, body as KubeObject) : valueContent(() => body)
  const plain = answer(status, content, look.writing)
  if (warnings.length === 0) return plain
  const warning = warnings.map((each) => `299 - ${JSON.stringify(each)}`).join(', ')
  return { ...plain, headers: { ...plain.headers, warning } }
}
