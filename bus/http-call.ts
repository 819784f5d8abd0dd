// One whole HTTP exchange: a bounded body, within a time limit.
import { Fault } from '../src/kernel/fault.ts'
import type { Cancel, Clock } from './clock.ts'
import type { Headers, HttpClient, HttpRequest } from './http.ts'
import { joined } from './line-splitter.ts'

/** A whole answer, whatever its status. */
export interface HttpWhole {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
}

/** What bounds an exchange: bytes of the answer, and time without any of them. */
export interface HttpLimits {
  readonly silenceMs: number
  readonly bodyBytesMax: number
}

/** Requests and collects; TIMEOUT after silence, TOO_LARGE beyond the bound. A cancelled call answers nothing. */
export function httpCall(
  ports: { readonly http: HttpClient; readonly clock: Clock },
  request: HttpRequest,
  limits: HttpLimits,
  done: (outcome: HttpWhole | Fault) => void,
): Cancel {
  const parts: Uint8Array[] = []
  let length = 0
  let head: { readonly status: number; readonly headers: Headers } | undefined
  let over = false
  let unwatch: Cancel = () => undefined
  let abort: Cancel = () => undefined

  const stop = () => {
    over = true
    unwatch()
  }
  const finish = (outcome: HttpWhole | Fault) => {
    if (over) return
    stop()
    done(outcome)
  }
  const breakOff = (fault: Fault) => {
    abort()
    finish(fault)
  }
  const alive = () => {
    unwatch()
    unwatch = ports.clock.after(limits.silenceMs, () =>
      breakOff(new Fault('TIMEOUT', `${what(request)}: no answer within ${limits.silenceMs} ms`)),
    )
  }

  alive()
  abort = ports.http.request(request, {
    head: (status, headers) => {
      if (over) return
      head = { status, headers }
      alive()
    },
    chunk: (bytes) => {
      if (over) return
      parts.push(bytes)
      length += bytes.length
      if (length > limits.bodyBytesMax) {
        breakOff(
          new Fault('TOO_LARGE', `${what(request)}: answer over ${limits.bodyBytesMax} bytes`),
        )
      } else alive()
    },
    end: (fault) => {
      const unanswered = new Fault('UNREACHABLE', `${what(request)}: closed without an answer`)
      if (fault !== undefined || head === undefined) finish(fault ?? unanswered)
      else finish({ ...head, body: joined(parts, length) })
    },
  })
  return () => {
    if (over) return
    stop()
    abort()
  }
}

const what = (request: HttpRequest) => `${request.method} ${request.path.split('?')[0] ?? ''}`
