// Whole answers: a status line, headers, and a content in the encoding that was asked for.
import type { Answer, Content } from '../read-answer.ts'
import type { HeaderMap } from '../read-answer.ts'
import { protobufType, sealEnvelope } from '../protobuf/envelope.ts'
import type { Encoding } from '../request/accept.ts'
import { queryValue } from '../request/query.ts'
import type { Query } from '../request/query.ts'
import { isJson } from '../schema/typed.ts'
import { textContent, valueContent, written } from './content.ts'
import type { Writing } from './content.ts'
import type { Status } from './status.ts'

const contentTypes: Readonly<Record<Exclude<Writing, 'protobuf'>, string>> = {
  json: 'application/json',
  pretty: 'application/json',
  yaml: 'application/yaml',
}

/** Nobody may keep answers: what they hold changes. */
const uncached = { 'cache-control': 'no-cache, private' }

/** An answer with a content; `contentType` says more than the encoding where that matters. */
export const answer = (
  status: number,
  content: Content,
  writing: Writing,
  contentType?: string,
): Answer => {
  if (writing === 'protobuf') return protobufAnswer(status, content)
  const type = contentType ?? contentTypes[writing]
  const headers = { ...uncached, 'content-type': type }
  return { is: 'answer', status, headers, content: written(content, writing) }
}

/** The answer in protobuf, or in JSON where that says more. */
function protobufAnswer(status: number, content: Content): Answer {
  const value = content.value()
  const bytes = isJson(value) ? sealEnvelope(value) : undefined
  if (bytes === undefined) return answer(status, content, 'json')
  const headers = { ...uncached, 'content-type': protobufType }
  return { is: 'answer', status, headers, content: { value: () => value, bytes: () => bytes } }
}

/** The answer that a Status is. */
export function statusAnswer(status: Status, writing: Writing = 'json'): Answer {
  const plain = answer(
    status.code,
    valueContent(() => status),
    writing,
  )
  const retryAfter = status.details?.retryAfterSeconds
  if (retryAfter === undefined) return plain
  return { ...plain, headers: { ...plain.headers, 'retry-after': String(retryAfter) } }
}

/** An answer in plain text. */
export const textAnswer = (status: number, text: string): Answer => ({
  is: 'answer',
  status,
  headers: { ...uncached, 'content-type': 'text/plain; charset=utf-8' },
  content: textContent(text),
})

/** An answer in bytes that are no text. */
export const bytesAnswer = (status: number, bytes: Uint8Array, contentType: string): Answer => ({
  is: 'answer',
  status,
  headers: { ...uncached, 'content-type': contentType },
  content: { value: () => bytes, bytes: () => bytes },
})

/** The page of paths that lead nowhere. */
export const pageNotFound = (): Answer => textAnswer(404, '404 page not found\n')

const browsers = /^(curl|Wget|Mozilla\/5\.0)/

/** How to write for a client: pretty for people who ask so, or who use what people use. */
export function writingFor(encoding: Encoding, query: Query, headers: HeaderMap): Writing {
  if (encoding !== 'json') return encoding
  const asked = queryValue(query, 'pretty')
  const pretty =
    asked === undefined || asked === ''
      ? browsers.test(headers['user-agent'] ?? '')
      : /^(1|t|true)$/i.test(asked)
  return pretty ? 'pretty' : 'json'
}
