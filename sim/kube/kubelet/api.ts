// A kubelet's calls to its API server: JSON out and in, each within a time limit.
import type { Clock } from '../../../bus/clock.ts'
import type { HttpClient, HttpRequest } from '../../../bus/http.ts'
import { httpCall } from '../../../bus/http-call.ts'
import { Fault, isFault } from '../../../src/kernel/fault.ts'

/** One call. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string
}

/** What was answered, whatever the status. */
export interface ApiAnswer {
  readonly status: number
  readonly body: unknown
}

/** Calls and answers exactly once: an answer, or why there is none. */
export type Api = (request: ApiRequest, done: (outcome: ApiAnswer | Fault) => void) => void

/** No object of the API is larger. */
const bodyBytesMax = 8 << 20

/** The API behind `http`; `timedOut` is called when the server stays silent. */
export function createApi(
  ports: { readonly http: HttpClient; readonly clock: Clock },
  silenceMs: number,
  timedOut: () => void,
): Api {
  return (request, done) => {
    httpCall(ports, encode(request), { silenceMs, bodyBytesMax }, (outcome) => {
      if (!isFault(outcome)) return done(decode(outcome.status, outcome.body))
      if (outcome.code === 'TIMEOUT') timedOut()
      done(outcome)
    })
  }
}

/** Whether a call did what it should. */
export const succeeded = (outcome: ApiAnswer | Fault): outcome is ApiAnswer =>
  !isFault(outcome) && outcome.status < 300

/** Whether a call was answered with this status. */
export const answered = (outcome: ApiAnswer | Fault, status: number): boolean =>
  !isFault(outcome) && outcome.status === status

function encode({ method, path, body, contentType = 'application/json' }: ApiRequest): HttpRequest {
  const accept = { accept: 'application/json', 'user-agent': 'kubelet/v1.36.2 (hollow)' }
  if (body === undefined) return { method, path, headers: accept, body: new Uint8Array() }
  const bytes = new TextEncoder().encode(JSON.stringify(body))
  return { method, path, headers: { ...accept, 'content-type': contentType }, body: bytes }
}

function decode(status: number, bytes: Uint8Array): ApiAnswer | Fault {
  try {
    return { status, body: JSON.parse(new TextDecoder().decode(bytes)) as unknown }
  } catch {
    return status < 300
      ? new Fault(
          'MALFORMED',
          `expected JSON with status ${status}, got ${bytes.length} other bytes`,
        )
      : { status, body: undefined }
  }
}
