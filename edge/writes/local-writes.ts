// Writes as the door hands them in: requests that were let in, answered in the form that was asked for.
import type { Clock } from '../../bus/clock.ts'
import type { HttpRequest } from '../../bus/http.ts'
import { attemptOf } from '../../src/mirror/pending/attempt.ts'
import { answer, pageNotFound, statusAnswer } from '../../src/objects/answers/answer.ts'
import { objectContent, valueContent } from '../../src/objects/answers/content.ts'
import { isStatus } from '../../src/objects/answers/status.ts'
import type { KindRegistry } from '../../src/objects/kinds/registry.ts'
import type { Answer } from '../../src/objects/read-answer.ts'
import { lookOf } from '../../src/objects/reads/routed.ts'
import type { ResourceRequest } from '../../src/objects/request/info.ts'
import { routeOf } from '../../src/objects/request/route.ts'
import type { Writes } from './writes.ts'

/** A write whose caller is the node's own kubelet. */
export interface LocalWrite {
  readonly request: HttpRequest
  readonly info: ResourceRequest
}

/** What takes them. */
export interface LocalWritesParts {
  readonly writes: Pick<Writes, 'accept'>
  readonly registry: KindRegistry
  readonly clock: Pick<Clock, 'soon'>
}

/** Answers a write that is made alone. */
export function acceptWrite(
  { writes, registry, clock }: LocalWritesParts,
  { request, info }: LocalWrite,
  done: (answer: Answer) => void,
): void {
  const { headers, body } = request
  const refuse = (refusal: Answer): void => clock.soon(() => done(refusal))
  const route = routeOf(registry, info)
  if (route === 'no-such-group') return refuse(pageNotFound())
  if (isStatus(route)) return refuse(statusAnswer(route))
  const look = lookOf({ route, info, headers })
  if (isStatus(look)) return refuse(statusAnswer(look))
  const attempt = attemptOf(route, info, headers['content-type'] ?? '', body)
  if (isStatus(attempt)) return refuse(statusAnswer(attempt, look.writing))
  writes.accept(attempt, ({ status, body: value }) => {
    if (isStatus(value) && value.status === 'Failure')
      return done(statusAnswer(value, look.writing))
    const content = isStatus(value) ? valueContent(() => value) : objectContent(route.kind, value)
    done(answer(status, content, look.writing))
  })
}
