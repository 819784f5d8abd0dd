// Writes as the door hands them in: requests that were let in, answered in the form that was asked for.
import type { Clock } from '../../bus/clock.ts'
import { attemptOf, cannotAlone } from '../../src/mirror/pending/attempt.ts'
import type { WriteAnswer, WriteAttempt } from '../../src/mirror/pending/attempt.ts'
import { answer, statusAnswer } from '../../src/objects/answers/answer.ts'
import { objectContent, valueContent } from '../../src/objects/answers/content.ts'
import type { Writing } from '../../src/objects/answers/content.ts'
import { isStatus, qualified } from '../../src/objects/answers/status.ts'
import type { KindRegistry, ServedKind } from '../../src/objects/kinds/registry.ts'
import type { Answer } from '../../src/objects/read-answer.ts'
import { lookOf } from '../../src/objects/reads/routed.ts'
import { routeOf } from '../../src/objects/request/route.ts'
import type { WriteAsked, Writes as ApiWrites } from '../api/writes.ts'
import type { Writes } from './writes.ts'

/** What takes them. */
export interface LocalWritesParts {
  readonly writes: Pick<Writes, 'accept' | 'holds' | 'numbers'>
  readonly registry: KindRegistry
  readonly clock: Pick<Clock, 'soon'>
}

/** What the local API asks of a node's own writes. */
export const localWrites = ({ writes, registry, clock }: LocalWritesParts): ApiWrites => ({
  accept: (asked, done) => {
    const read = readWrite(registry, asked)
    if ('is' in read) return clock.soon(() => done(read))
    const { attempt, kind, writing } = read
    writes.accept(attempt, (outcome) => done(answerOf(kind, outcome, writing)))
  },
  numbers: () => writes.numbers(),
  holds: ({ info: { group, resource, namespace = '', name = '', verb = '' } }) =>
    writes.holds({ group, resource, namespace, name }, verb),
})

interface ReadWrite {
  readonly attempt: WriteAttempt
  readonly kind: ServedKind
  readonly writing: Writing
}

/** Reads a write off its request, or says why there is none. */
function readWrite(registry: KindRegistry, { request, info }: WriteAsked): ReadWrite | Answer {
  const { headers, body } = request
  const route = routeOf(registry, info)
  if (route === 'no-such-group') return statusAnswer(cannotAlone(`a write of ${qualified(info)}`))
  if (isStatus(route)) return statusAnswer(route)
  const look = lookOf({ route, info, headers })
  if (isStatus(look)) return statusAnswer(look)
  const attempt = attemptOf(route, info, headers['content-type'] ?? '', body)
  if (isStatus(attempt)) return statusAnswer(attempt, look.writing)
  return { attempt, kind: route.kind, writing: look.writing }
}

function answerOf(kind: ServedKind, { status, body }: WriteAnswer, writing: Writing): Answer {
  if (!isStatus(body)) return answer(status, objectContent(kind, body), writing)
  if (body.status === 'Failure') return statusAnswer(body, writing)
  return answer(
    status,
    valueContent(() => body),
    writing,
  )
}
