// HTTP within one process: the reference of the port, for tests and for a server and its client under one roof.
import { Fault } from '../../src/kernel/fault.ts'
import type { Cancel, Clock } from '../clock.ts'
import type { HttpAnswer, HttpClient, HttpReply, HttpRequest, HttpServer, Peer } from '../http.ts'

/** Answers one request. */
export type HttpHandler = (request: HttpRequest, reply: HttpReply, peer: Peer) => void

/** A client whose requests a handler answers, each call in a later turn. */
export function memoryHttpClient(
  clock: Clock,
  handle: () => HttpHandler | undefined,
  peer: Peer = { address: '127.0.0.1' },
): HttpClient {
  return {
    request: (request, answer) => {
      const one = exchange(clock, answer)
      clock.soon(() => {
        const handler = handle()
        if (handler === undefined) one.fail(new Fault('REFUSED', 'nobody listens'))
        else if (!one.gone()) handler(request, one.reply, peer)
      })
      return one.cancel
    },
  }
}

/** A server that is reached through its clients. */
export interface MemoryHttpServer extends HttpServer {
  readonly client: HttpClient
  /** A client that is seen as somebody. */
  readonly clientAs: (peer: Peer) => HttpClient
}

/** A server whose handler is reached through its clients; one listens at a time. */
export function memoryHttpServer(clock: Clock): MemoryHttpServer {
  let handler: HttpHandler | undefined
  return {
    client: memoryHttpClient(clock, () => handler),
    clientAs: (peer) => memoryHttpClient(clock, () => handler, peer),
    listen: (at, handle, done) =>
      clock.soon(() => {
        if (handler !== undefined) return done(new Fault('PORT_IN_USE', 'somebody listens already'))
        handler = handle
        const close = (closed: () => void) => {
          handler = undefined
          clock.soon(closed)
        }
        done({ address: { host: at.host, port: at.port === 0 ? 1 : at.port }, close })
      }),
  }
}

/** One request's answer on its way: what the handler does arrives in later turns, in order. */
function exchange(clock: Clock, answer: HttpAnswer) {
  let over = false
  let ended = false
  let leave: () => void = () => undefined
  const arrive = (act: () => void) => clock.soon(() => over || act())
  const end = (fault?: Fault) => {
    if (ended) return
    ended = true
    arrive(() => {
      over = true
      answer.end(fault)
    })
    clock.soon(leave)
  }
  const reply: HttpReply = {
    send: (status, headers, body) => {
      arrive(() => answer.head(status, headers))
      if (body.length > 0) arrive(() => answer.chunk(body.slice()))
      end()
    },
    stream: (status, headers, handlers) => {
      leave = once(handlers.closed)
      if (over) clock.soon(leave)
      arrive(() => answer.head(status, headers))
      const write = (bytes: Uint8Array) => {
        if (!ended) arrive(() => answer.chunk(bytes.slice()))
        return true
      }
      const abort = () => end(new Fault('UNREACHABLE', 'the answer was cut short'))
      return { write, end: () => end(), abort }
    },
  }
  const cancel: Cancel = () => {
    if (over) return
    over = true
    ended = true
    clock.soon(() => leave())
  }
  return { reply, cancel, fail: end, gone: () => over }
}

function once(fire: () => void): () => void {
  let fired = false
  return () => {
    if (fired) return
    fired = true
    fire()
  }
}
