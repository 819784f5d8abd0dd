// A read whose kind is known, and how its answer is to look.
import { badRequest, notAcceptable } from '../answers/failures.ts'
import { writingFor } from '../answers/answer.ts'
import type { Writing } from '../answers/content.ts'
import { isStatus } from '../answers/status.ts'
import type { Status } from '../answers/status.ts'
import { availableEncodings, negotiate, typedEncodings } from '../request/accept.ts'
import type { Form, RowObjects } from '../request/accept.ts'
import type { ResourceRequest } from '../request/info.ts'
import { queryValue } from '../request/query.ts'
import type { Query } from '../request/query.ts'
import type { Route } from '../request/route.ts'
import { typeOf } from '../schema/builtin.ts'
import type { HeaderMap } from '../read-answer.ts'

/** A request for a resource that is served. */
export interface RoutedRead {
  readonly route: Route
  readonly info: ResourceRequest
  readonly headers: HeaderMap
}

/** The form and the writing of an answer. */
export interface Look {
  readonly form: Form
  readonly writing: Writing
}

/** How the answer is to look, or 406 or 400 where it cannot be so. */
export function lookOf({ info, headers, route }: RoutedRead): Look | Status {
  const isTyped = route.verb !== 'watch' && typeOf(route.kind) !== undefined
  const available = isTyped ? typedEncodings : availableEncodings
  const wanted = negotiate(headers['accept'], ['object', 'table', 'metadata'], available)
  if (wanted === undefined) return notAcceptable(available)
  const form = withRowObjects(wanted.form, info.query)
  if (isStatus(form)) return form
  return { form, writing: writingFor(wanted.encoding, info.query, headers) }
}

const rowObjects: readonly RowObjects[] = ['Metadata', 'Object', 'None']

function withRowObjects(form: Form, query: Query): Form | Status {
  const asked = queryValue(query, 'includeObject') ?? ''
  if (form.as !== 'table' || asked === '') return form
  const objects = rowObjects.find((each) => each === asked)
  if (objects !== undefined) return { ...form, objects }
  const what = `includeObject: Invalid value: ${JSON.stringify(asked)}`
  return badRequest(
    `Unable to convert to Table as requested: ${what}: must be 'Metadata', 'Object', 'None', or empty`,
  )
}
