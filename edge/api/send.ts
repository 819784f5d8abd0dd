// Sends a whole answer, zipped where that is worth it and wanted.
import type { HttpReply } from '../../bus/http.ts'
import type { Answer, HeaderMap } from '../../src/objects/read-answer.ts'

/** Zips bytes; never synchronously. */
export type Gzip = (bytes: Uint8Array, done: (zipped: Uint8Array) => void) => void

/** Smaller answers are not worth it: as in a real API server. */
const zippedBytesMin = 128 * 1024

/** Sends an answer as it is. */
export function sendAnswer({ status, headers, content }: Answer, reply: HttpReply): void {
  reply.send(status, headers, content.bytes())
}

/** Sends an answer to a request with these headers, zipped if it takes that. */
export function sendZipped(
  { status, headers, content }: Answer,
  reply: HttpReply,
  asked: HeaderMap,
  gzip: Gzip | undefined,
): void {
  const bytes = content.bytes()
  const takes = /(^|,)\s*gzip\s*(;|,|$)/.test(asked['accept-encoding'] ?? '')
  if (gzip === undefined || !takes || bytes.length < zippedBytesMin)
    return reply.send(status, headers, bytes)
  const zippedHeaders = { ...headers, 'content-encoding': 'gzip', vary: 'Accept-Encoding' }
  gzip(bytes, (zipped) => reply.send(status, zippedHeaders, zipped))
}

/** A reply of which only the status is wanted. */
export const statusOnly = (done: (status: number) => void): HttpReply => ({
  send: done,
  stream: (status) => {
    done(status)
    return { write: () => true, end: () => {}, abort: () => {} }
  },
})
