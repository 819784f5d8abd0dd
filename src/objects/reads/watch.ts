// Reads that go on: a watch of those objects that are selected.
import { statusAnswer } from '../answers/answer.ts'
import { notAcceptable } from '../answers/failures.ts'
import { isStatus } from '../answers/status.ts'
import { listOptions } from '../request/list-options.ts'
import { watchPlan } from '../watches/plan.ts'
import type { WatchSpec } from '../watches/spec.ts'
import type { ReadAnswer } from '../read-answer.ts'
import type { ReadContext } from '../read-request.ts'
import { lookOf } from './routed.ts'
import type { RoutedRead } from './routed.ts'
import { selectionOf } from './selection.ts'

/** Answers with a watch that is ready to begin. */
export function readWatch(request: RoutedRead, context: ReadContext): ReadAnswer {
  const { route, info } = request
  const look = lookOf(request)
  if (isStatus(look)) return statusAnswer(look)
  if (look.writing === 'yaml') return statusAnswer(notAcceptable(['application/json;stream=watch']))
  const options = listOptions(info.query, true)
  if (isStatus(options)) return statusAnswer(options)
  const selection = selectionOf(request, options, context.collection)
  if (isStatus(selection)) return statusAnswer(selection)
  const plan = watchPlan(options, context.watchMsDefault)
  if (isStatus(plan)) return statusAnswer(plan)
  const spec: WatchSpec = {
    kind: route.kind,
    form: look.form,
    matches: selection.matches ?? (() => true),
    ...(selection.pin === undefined ? {} : { pin: selection.pin }),
    ...(info.namespace === undefined ? {} : { namespace: info.namespace }),
    ...plan,
  }
  const headers = { 'cache-control': 'no-cache, private', 'content-type': 'application/json' }
  return { is: 'watch', headers, spec, collection: selection.collection }
}
