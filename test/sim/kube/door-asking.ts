// Asks the HTTP door as a socket would, in one turn.
import type { Headers, HttpReply, Peer } from '../../../bus/http.ts'
import type { KubeServer } from '../../../sim/kube/server.ts'

/** A request; a body that is no text is sent as JSON. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers?: Headers
  readonly body?: unknown
}

/** A whole answer, its body parsed where it is JSON. */
export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

const bytesOf = (body: unknown): Uint8Array => {
  if (body === undefined) return new Uint8Array()
  if (body instanceof Uint8Array) return body
  return new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body))
}

/** The answer of the door, which comes exactly once. */
export function askDoor(
  kube: KubeServer,
  { method, path, headers = {}, body }: Asked,
  peer: Peer = { address: '127.0.0.1' },
): Answered {
  const answers: Answered[] = []
  const reply: HttpReply = {
    send: (status, answerHeaders, bytes) => {
      answers.push({
        status,
        headers: answerHeaders,
        body: parsed(new TextDecoder().decode(bytes)),
      })
    },
    stream: (status, answerHeaders) => {
      answers.push({ status, headers: answerHeaders, body: 'a stream' })
      return { write: () => true, end: () => undefined, abort: () => undefined }
    },
  }
  kube.handle({ method, path, headers, body: bytesOf(body) }, reply, peer)
  const [answer, ...more] = answers
  if (answer === undefined || more.length > 0) throw new Error(`${answers.length} answers`)
  return answer
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}
