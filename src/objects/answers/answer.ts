// Whole answers: a status line, headers, and a content in the encoding that was asked for.
import type { Answer, Content } from '../read-answer.ts'
import type { HeaderMap } from '../read-answer.ts'
import { queryValue } from '../request/query.ts'
import type { Query } from '../request/query.ts'
import { textContent, valueContent, written } from './content.ts'
import type { Writing } from './content.ts'
import type { Status } from './status.ts'

const contentTypes: Readonly<Record<Writing, string>> = {
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
  contentType = contentTypes[writing],
): Answer => ({
  is: 'answer',
  status,
  headers: { ...uncached, 'content-type': contentType },
  content: written(content, writing),
})

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
export function writingFor(encoding: 'json' | 'yaml', query: Query, headers: HeaderMap): Writing {
  if (encoding === 'yaml') return 'yaml'
  const asked = queryValue(query, 'pretty')
  const pretty =
    asked === undefined || asked === ''
      ? browsers.test(headers['user-agent'] ?? '')
      : /^(1|t|true)$/i.test(asked)
  return pretty ? 'pretty' : 'json'
}
