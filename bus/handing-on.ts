// Answers that are handed on: which headers pass, and bytes at the speed of whoever reads them.
import type { Fault } from '../src/kernel/fault.ts'
import type { Flow, Headers, HttpReply } from './http.ts'

/** The beginning of an answer that came. */
export interface Head {
  readonly status: number
  readonly headers: Headers
  readonly flow: Flow | undefined
}

/** An answer on its way back; `end` and `breakOff` are false where nothing of it has been sent and nothing can be. */
export interface Back {
  readonly chunk: (bytes: Uint8Array) => void
  readonly end: (fault: Fault | undefined) => boolean
  readonly breakOff: () => boolean
}

/** An answer that goes back as it comes; `gone` is called when its reader has left or it is over. */
export function streamed(
  { status, headers, flow }: Head,
  reply: HttpReply,
  gone: () => void,
): Back {
  const handlers = { drained: () => flow?.resume(), closed: gone }
  const stream = reply.stream(status, headers, handlers)
  return {
    chunk: (bytes) => {
      if (!stream.write(bytes)) flow?.pause()
    },
    end: (fault) => {
      if (fault === undefined) stream.end()
      else stream.abort()
      return true
    },
    breakOff: () => {
      stream.abort()
      return true
    },
  }
}

/** Headers that are about one connection and not about what it carries. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** The headers that pass. */
export const endToEnd = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)))
