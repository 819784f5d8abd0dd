// HTTP requests to one server over node:http and node:https, on kept-alive connections.
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { AgentOptions as TlsOptions } from 'node:https'
import { Fault } from '../../src/kernel/fault.ts'
import type { Headers, HttpAnswer, HttpClient, HttpRequest } from '../http.ts'

/** The server and how to speak to it. */
export interface HttpTarget {
  /** `http://host:port` or `https://host:port`, with a path before all others if it has one. */
  readonly url: string
  readonly tls?: TlsOptions
  /** Sets credentials; asked before every request, because they may be renewed. */
  readonly authorize?: (done: (headers: Headers | Fault) => void) => void
}

/** A client of one server; `close` ends its idle connections. */
export function openHttpClient(target: HttpTarget): HttpClient & { readonly close: () => void } {
  const base = new URL(target.url)
  const secure = base.protocol === 'https:'
  const options = { keepAlive: true, keepAliveMsecs: 15_000, scheduling: 'lifo' } as const
  const agent = secure ? new HttpsAgent({ ...options, ...target.tls }) : new HttpAgent(options)
  const prefix = base.pathname.replace(/\/$/, '')

  const open = (request: HttpRequest, headers: Headers): ClientRequest =>
    (secure ? httpsRequest : httpRequest)({
      agent,
      protocol: base.protocol,
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port === '' ? undefined : Number(base.port),
      method: request.method,
      path: prefix + request.path,
      headers: { ...request.headers, ...lengthOf(request), ...headers },
    })

  return {
    request: (request, answer) => {
      let sent: ClientRequest | undefined
      let over = false
      const end = (fault?: Fault) => {
        if (over) return
        over = true
        answer.end(fault)
      }
      const send = (headers: Headers | Fault) => {
        if (over) return
        if (headers instanceof Fault) return end(headers)
        sent = open(request, headers)
        follow(
          sent,
          guarded(answer, end, () => over),
        )
        sent.end(request.body)
      }
      queueMicrotask(() => (target.authorize ?? anonymous)(send))
      return () => {
        over = true
        sent?.destroy()
      }
    },
    close: () => agent.destroy(),
  }
}

const anonymous = (done: (headers: Headers) => void) => done({})

const lengthOf = ({ method, body }: HttpRequest): Headers =>
  body.length > 0 || !['GET', 'HEAD', 'DELETE'].includes(method)
    ? { 'content-length': String(body.length) }
    : {}

/** The answer, silent once it is over. */
function guarded(answer: HttpAnswer, end: HttpAnswer['end'], over: () => boolean): HttpAnswer {
  return {
    head: (status, headers) => over() || answer.head(status, headers),
    chunk: (bytes) => over() || answer.chunk(bytes),
    end,
  }
}

function follow(sent: ClientRequest, answer: HttpAnswer): void {
  const broken = (error: Error) => answer.end(faultOf(error))
  sent.on('error', broken)
  sent.on('response', (response: IncomingMessage) => {
    answer.head(response.statusCode ?? 0, headersOf(response))
    response.on('data', (bytes: Uint8Array) => answer.chunk(bytes))
    response.on('error', broken)
    response.on('end', () => answer.end())
    response.on('close', () => answer.end(new Fault('UNREACHABLE', 'the answer was cut short')))
  })
}

function headersOf(response: IncomingMessage): Headers {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return headers
}

function faultOf(error: Error & { code?: string }): Fault {
  const code = error.code ?? ''
  const text = `${error.message}`
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO/.test(code)) return new Fault('UNAUTHORIZED', text, error)
  return new Fault(code === 'ECONNREFUSED' ? 'REFUSED' : 'UNREACHABLE', text, error)
}
