// The HTTP server port on node:http and node:https: bounded bodies, back-pressure, dead peers found out.
import { createServer, ServerResponse } from 'node:http'
import type { IncomingMessage, Server, ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Server as TlsServer, TlsOptions } from 'node:tls'
import { Fault } from '../../src/kernel/fault.ts'
import type { Cancel } from '../clock.ts'
import type { Headers, HttpReply, HttpServer } from '../http.ts'
import type { Address, Listener, Pipe } from '../pipe.ts'
import { peerOf } from './http-peer.ts'
import { listenAt } from './listening.ts'
import { pipeOf } from './tcp-pipes.ts'

/** What bounds a server. */
export interface HttpServerOptions {
  readonly bodyBytesMax: number
  /** How long a client may leave an answer unread. */
  readonly stalledMsMax: number
  /** Who connects while so many are connected is not let in. */
  readonly connectionsMax?: number
  /** Key and certificate; with `ca`, clients may show certificates too. */
  readonly tls?: TlsOptions | TlsSource
}

/** Keys and certificates that are renewed while servers run. */
export interface TlsSource {
  readonly now: () => TlsOptions
  /** Tells of each renewal until it is cancelled. Connections that are there live on with the former ones. */
  readonly watch: (renewed: () => void) => Cancel
}

const defaults: HttpServerOptions = { bodyBytesMax: 3 * 1024 * 1024, stalledMsMax: 60_000 }

/** So much of paths and headers is taken, as by a real API server; more is answered 431. Of one connection no more is held. */
const maxHeaderSize = 1 << 20
/** A head that takes longer is given up, as there. */
const headersTimeout = 32_000
/** Idle connections stay open for longer than clients keep them, so that none is closed under a request. */
const keepAliveTimeout = 120_000
/** Whoever connects and says nothing is not waited for. */
const handshakeTimeout = 10_000

/** A server on sockets. */
export function openHttpServer(given: Partial<HttpServerOptions> = {}): HttpServer {
  const options = { ...defaults, ...given }
  return {
    listen: (at, handle, done) => {
      const { server, forget } = open(options.tls, (incoming, outgoing, upgrade) => {
        readBody(incoming, options.bodyBytesMax, (body) => {
          if (body === 'too-large') return refuse(outgoing, options.bodyBytesMax)
          const { method = '', url = '/', socket } = incoming
          const request = { method, path: url, headers: headersOf(incoming), body }
          const reply = replyOn(outgoing, options.stalledMsMax)
          handle(request, upgrade === undefined ? reply : { ...reply, upgrade }, peerOf(socket))
        })
      })
      if (options.connectionsMax !== undefined) server.maxConnections = options.connectionsMax
      listenAt(server, at, (outcome) => {
        if (!(outcome instanceof Fault))
          return done(listenerOf(server, { host: at.host, port: outcome.port }, forget))
        forget()
        done(outcome)
      })
    },
  }
}

type Listen = (
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  upgrade?: HttpReply['upgrade'],
) => void

// A watch may be silent for long; probes on the connection find out that its reader is gone.
const usual: ServerOptions = {
  keepAlive: true,
  keepAliveInitialDelay: 30_000,
  keepAliveTimeout,
  headersTimeout,
  maxHeaderSize,
}

/** A server, and what lets go of everything else than its requests. */
function open(tls: HttpServerOptions['tls'], listener: Listen) {
  const listen = (incoming: IncomingMessage, outgoing: ServerResponse) =>
    listener(incoming, outgoing)
  if (tls === undefined) {
    const server = createServer(usual, listen)
    prepare(server, listener)
    return { server, forget: () => undefined }
  }
  const now = 'watch' in tls ? tls.now : () => tls
  // Who shows no certificate, or a wrong one, may still show a token: whom to believe is not decided here.
  const clients = { requestCert: now().ca !== undefined, rejectUnauthorized: false }
  const server = createTlsServer({ ...usual, handshakeTimeout, ...clients, ...now() }, listen)
  prepare(server, listener)
  const renew = (): void => server.setSecureContext(now())
  const unwatch = 'watch' in tls ? tls.watch(renew) : () => undefined
  const sockets = socketsOf(server)
  const forget = (): void => {
    unwatch()
    for (const socket of sockets) socket.destroy()
  }
  return { server, forget }
}

/** All connections: before their handshake is over the server would not close them, but wait for them. */
function socketsOf(server: TlsServer): ReadonlySet<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

/** Whoever does not change protocols answers a request for that like any other. */
function prepare(server: Server | ReturnType<typeof createTlsServer>, listener: Listen): void {
  // Headers are bounded by their bytes: of more than a number the rest would be left out in silence.
  server.maxHeadersCount = 0
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, early: Buffer) => {
    const outgoing = new ServerResponse(incoming)
    outgoing.assignSocket(socket)
    outgoing.setHeader('connection', 'close')
    outgoing.once('finish', () => socket.end())
    listener(incoming, outgoing, (status, headers) =>
      changed(outgoing, socket, early, { status, headers }),
    )
  })
}

/** Another protocol begins: its head is written by hand, and from then on the socket is its own. */
function changed(
  outgoing: ServerResponse,
  socket: Socket,
  early: Buffer,
  { status, headers }: { readonly status: number; readonly headers: Headers },
): Pipe {
  outgoing.detachSocket(socket)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.write([`HTTP/1.1 ${status} Switching Protocols`, ...lines, '', ''].join('\r\n'))
  socket.pause()
  if (early.length > 0) socket.unshift(early)
  return pipeOf(socket)
}

function listenerOf(server: Server, address: Address, forget: Cancel): Listener {
  return {
    address,
    close: (done) => {
      forget()
      server.close(() => done())
      server.closeAllConnections()
    },
  }
}

function readBody(
  incoming: IncomingMessage,
  bytesMax: number,
  done: (body: Uint8Array | 'too-large') => void,
): void {
  const parts: Buffer[] = []
  let length = 0
  let over = Number(incoming.headers['content-length'] ?? 0) > bytesMax
  if (over) return done('too-large')
  incoming.on('data', (part: Buffer) => {
    length += part.length
    if (over) return
    parts.push(part)
    over = length > bytesMax
    if (over) done('too-large')
  })
  incoming.on('end', () => over || done(Buffer.concat(parts)))
}

/** Says no, and lets the rest of the body run into the void for a moment, so that the answer is read. */
function refuse(outgoing: ServerResponse, bytesMax: number): void {
  outgoing.writeHead(413, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  outgoing.end(`Request entity too large: limit is ${bytesMax}\n`)
  outgoing.req.resume()
}

function headersOf({ headers }: IncomingMessage): Headers {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return plain
}

function replyOn(outgoing: ServerResponse, stalledMsMax: number): HttpReply {
  return {
    send: (status, headers, body) => {
      outgoing.writeHead(status, { ...headers, 'content-length': String(body.length) })
      outgoing.end(body)
    },
    stream: (status, headers, handlers) => {
      let stalled: NodeJS.Timeout | undefined
      const flowing = () => {
        clearTimeout(stalled)
        stalled = undefined
      }
      outgoing.on('drain', () => {
        flowing()
        handlers.drained()
      })
      outgoing.once('close', () => {
        flowing()
        handlers.closed()
      })
      outgoing.writeHead(status, headers)
      outgoing.flushHeaders()
      return {
        write: (bytes) => {
          if (outgoing.destroyed || outgoing.writableEnded) return true
          const more = outgoing.write(bytes)
          if (!more) stalled ??= setTimeout(() => outgoing.destroy(), stalledMsMax)
          return more
        },
        end: () => outgoing.end(),
        abort: () => outgoing.destroy(),
      }
    },
  }
}
