// Reads of paths that are no resource: discovery, version, health.
import {
  answer,
  bytesAnswer,
  pageNotFound,
  statusAnswer,
  textAnswer,
  writingFor,
} from '../answers/answer.ts'
import { valueContent } from '../answers/content.ts'
import { methodNotAllowed, noSuchResource, notAcceptable } from '../answers/failures.ts'
import { documentAt, hasAggregatedForm } from '../discovery/documents.ts'
import { availableEncodings, negotiate } from '../request/accept.ts'
import type { Representation } from '../request/accept.ts'
import type { PathRequest } from '../request/info.ts'
import { queryValue } from '../request/query.ts'
import { isServedGroup } from '../request/route.ts'
import type { HeaderMap, ReadAnswer } from '../read-answer.ts'
import type { ReadContext } from '../read-request.ts'

/** Answers with a document of discovery, or says that there is none. */
export function readPath(info: PathRequest, headers: HeaderMap, context: ReadContext): ReadAnswer {
  const { segments, query } = info
  const forms = hasAggregatedForm(segments)
    ? (['object', 'discovery'] as const)
    : (['object'] as const)
  const wanted = negotiate(headers['accept'], forms)
  const { form } = wanted ?? plain
  const verbose = queryValue(query, 'verbose') !== undefined
  const found = documentAt(segments, { ...context, form, verbose })
  if (found === undefined) return nothingAt(info, context)
  if (info.method !== 'GET') return statusAnswer(methodNotAllowed())
  if ('text' in found) return textAnswer(200, found.text)
  if (found.protobuf !== undefined && headers['accept']?.includes('+protobuf') === true) {
    return bytesAnswer(200, found.protobuf, openApiProtobuf)
  }
  if (wanted === undefined) return statusAnswer(notAcceptable(availableEncodings))
  const content = valueContent(() => found.value)
  const writing = writingFor(wanted.encoding, query, headers)
  return answer(200, content, writing, found.contentType)
}

/** Clients ask for it with an `@`, which no media type may have. */
const openApiProtobuf = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

const plain: Representation = { encoding: 'json', form: { as: 'object' } }

/** Below the API's own roots a Status says so, elsewhere a page of text. */
function nothingAt({ segments }: PathRequest, context: ReadContext): ReadAnswer {
  if (context.unknown === 'pass-on') return { is: 'pass-on' }
  const [root = '', group = ''] = segments
  const isApi = root === 'api' || (root === 'apis' && isServedGroup(context.registry, group))
  return isApi ? statusAnswer(noSuchResource()) : pageNotFound()
}
