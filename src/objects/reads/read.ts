// The read responder: a request and a collection → an answer, a watch, or "pass on".
import { isStatus } from '../answers/status.ts'
import { pageNotFound, statusAnswer } from '../answers/answer.ts'
import { routeOf } from '../request/route.ts'
import type { ReadAnswer } from '../read-answer.ts'
import { readList } from './list.ts'
import { readObject } from './object.ts'
import { readPath } from './path.ts'
import type { ReadContext, ReadRequest } from '../read-request.ts'
import type { RoutedRead } from './routed.ts'
import { readWatch } from './watch.ts'

const passOn: ReadAnswer = { is: 'pass-on' }

/** Answers a read. Writes, and streams into pods, are passed on; so is what is not known where others may know it. */
export function read(request: ReadRequest, context: ReadContext): ReadAnswer {
  const { info, headers } = request
  if (info.about === 'path') return readPath(info, headers, context)
  const route = routeOf(context.registry, info)
  if (typeof route === 'string' || isStatus(route)) {
    if (context.unknown === 'pass-on') return passOn
    return isStatus(route) ? statusAnswer(route) : pageNotFound()
  }
  return readResource({ route, info, headers }, context)
}

function readResource(request: RoutedRead, context: ReadContext): ReadAnswer {
  switch (request.route.verb) {
    case 'get':
      return readObject(request, context)
    case 'list':
      return readList(request, context)
    case 'watch':
      return readWatch(request, context)
    default:
      return passOn
  }
}
