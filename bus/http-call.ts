// One whole HTTP exchange: a bounded body, within a time limit.
import { Fault } from '../src/kernel/fault.ts'
import type { Cancel, Clock } from './clock.ts'
import type { Headers, HttpClient, HttpRequest } from './http.ts'
import { joined } from '../src/kernel/bytes.ts'

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
  const { clock, http } = ports
  const name = `${request.method} ${request.path.split('?')[0] ?? ''}`
  const collected = collector(limits.bodyBytesMax)
  let over = false
  let unwatch: Cancel = () => undefined
  let abort: Cancel = () => undefined

  const close = () => {
    over = true
    unwatch()
  }
  const finish = (outcome: HttpWhole | Fault) => {
    if (over) return
    close()
    done(outcome)
  }
  const breakOff = (code: 'TIMEOUT' | 'TOO_LARGE', text: string) => {
    if (over) return
    abort()
    finish(new Fault(code, `${name}: ${text}`))
  }
  const alive = () => {
    unwatch()
    if (over) return
    unwatch = clock.after(limits.silenceMs, () =>
      breakOff('TIMEOUT', `nothing came within ${limits.silenceMs} ms; is the server reachable?`),
    )
  }

  alive()
  abort = http.request(request, {
    head: (status, headers) => {
      collected.head(status, headers)
      alive()
    },
    chunk: (bytes) => {
      alive()
      if (!collected.chunk(bytes)) {
        breakOff('TOO_LARGE', `the answer is over ${limits.bodyBytesMax} bytes`)
      }
    },
    end: (fault) => finish(fault ?? collected.whole() ?? closed(name)),
  })
  return () => {
    if (over) return
    close()
    abort()
  }
}

const closed = (name: string) => new Fault('UNREACHABLE', `${name}: closed without an answer`)

/** Head and chunks until the answer is whole. */
function collector(bodyBytesMax: number) {
  const parts: Uint8Array[] = []
  let length = 0
  let head: Pick<HttpWhole, 'status' | 'headers'> | undefined
  return {
    head: (status: number, headers: Headers) => {
      head = { status, headers }
    },
    /** False when that is too much. */
    chunk: (bytes: Uint8Array): boolean => {
      length += bytes.length
      if (length <= bodyBytesMax) parts.push(bytes)
      return length <= bodyBytesMax
    },
    whole: (): HttpWhole | undefined => head && { ...head, body: joined(parts) },
  }
}
