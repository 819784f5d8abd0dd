// HTTP requests to one server over node:http and node:https, on kept-alive connections.
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { AgentOptions } from 'node:https'
import type { Socket } from 'node:net'
import { Fault } from '../../src/kernel/fault.ts'
import type { Headers, HttpAnswer, HttpClient, HttpRequest } from '../http.ts'
import { openTlsAgent, takeBack } from './tls-agent.ts'
import { pipeOf } from './tcp-pipes.ts'

/** Headers and TLS material that say who asks. The same `tls` object keeps its connections. */
export interface HttpCredentials {
  readonly headers: Headers
  readonly tls: AgentOptions
}

/** The server and how to speak to it. */
export interface HttpTarget {
  /** `http://host:port` or `https://host:port`, with a path before all others if it has one. */
  readonly url: string
  /** Asked before every request, because credentials are renewed; it may answer at once. */
  readonly credentials?: (done: (outcome: HttpCredentials | Fault) => void) => void
}

/** A client of one server; `close` ends its connections. */
export function openHttpClient(target: HttpTarget): HttpClient & { readonly close: () => void } {
  const base = new URL(target.url)
  const agents = agentsOf(base.protocol === 'https:')
  const credentials = target.credentials ?? anonymous

  return {
    request: (request, answer) => {
      let sent: ClientRequest | undefined
      let over = false
      let answered = false
      const end = (fault?: Fault) => {
        if (over) return
        over = true
        answer.end(fault)
      }
      const send = (who: HttpCredentials | Fault) => {
        if (over) return
        if (who instanceof Fault) return end(who)
        const opened = open(base, request, who, agents.of(who.tls))
        if (opened instanceof Fault) return end(opened)
        sent = opened
        const quiet = guarded(answer, end, () => over)
        opened.once('response', () => {
          answered = true
        })
        follow(opened, quiet)
        opened.end(request.body)
      }
      queueMicrotask(() => credentials(send))
      return () => {
        over = true
        if (sent === undefined) return
        if (!answered) takeBack(sent.socket)
        sent.destroy()
      }
    },
    close: () => agents.close(),
  }
}

const noTls: AgentOptions = {}
const anonymous = (done: (who: HttpCredentials) => void) => done({ headers: {}, tls: noTls })

/** One agent for each TLS material in use; the connections of a former one end by themselves. */
function agentsOf(secure: boolean) {
  const options = { keepAlive: true, keepAliveMsecs: 15_000, scheduling: 'lifo' } as const
  let agent: HttpAgent | undefined
  let ofTls: AgentOptions | undefined
  return {
    of: (tls: AgentOptions): HttpAgent => {
      if (agent === undefined || ofTls !== tls) {
        agent = secure ? openTlsAgent({ ...options, ...tls }) : new HttpAgent(options)
        ofTls = tls
      }
      return agent
    },
    close: () => agent?.destroy(),
  }
}

/** Node refuses characters that no path or header may have by throwing. */
function open(
  base: URL,
  request: HttpRequest,
  who: HttpCredentials,
  agent: HttpAgent,
): ClientRequest | Fault {
  const send = base.protocol === 'https:' ? httpsRequest : httpRequest
  const options = {
    agent,
    protocol: base.protocol,
    hostname: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port === '' ? undefined : Number(base.port),
    method: request.method,
    path: base.pathname.replace(/\/$/, '') + request.path,
    headers: { ...request.headers, ...lengthOf(request), ...who.headers },
  }
  try {
    return send(options)
  } catch (error) {
    return new Fault('MALFORMED', 'expected a path and headers that HTTP can carry', error)
  }
}

const lengthOf = ({ method, body }: HttpRequest): Headers =>
  body.length > 0 || !['GET', 'HEAD', 'DELETE'].includes(method)
    ? { 'content-length': String(body.length) }
    : {}

/** The answer, silent once it is over. */
function guarded(answer: HttpAnswer, end: HttpAnswer['end'], over: () => boolean): HttpAnswer {
  return {
    head: (status, headers, flow) => over() || answer.head(status, headers, flow),
    chunk: (bytes) => over() || answer.chunk(bytes),
    end,
    upgraded: answer.upgraded && ((...begun) => over() || answer.upgraded?.(...begun)),
  }
}

function follow(sent: ClientRequest, answer: HttpAnswer): void {
  const broken = (error: Error) => answer.end(faultOf(error))
  sent.on('error', broken)
  if (answer.upgraded !== undefined)
    sent.on('upgrade', (response: IncomingMessage, socket: Socket, early: Buffer) => {
      socket.pause()
      if (early.length > 0) socket.unshift(early)
      answer.upgraded?.(response.statusCode ?? 0, headersOf(response), pipeOf(socket))
    })
  sent.on('response', (response: IncomingMessage) => {
    const flow = { pause: () => void response.pause(), resume: () => void response.resume() }
    answer.head(response.statusCode ?? 0, headersOf(response), flow)
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
