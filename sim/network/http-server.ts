// A server over the simulated network; streamed answers wait for slow readers.
import type { HttpReply, HttpRequest, HttpServer } from '../../bus/http.ts'
import type { PipeFrame } from '../../bus/pipe-end.ts'
import type { Connection } from './connection.ts'
import type { FromServer, ToServer } from './http-messages.ts'
import type { Nic } from './network.ts'

const windowBytes = 256 * 1024

type Handle = (request: HttpRequest, reply: HttpReply) => void

/** The servers of one host. */
export const createSimHttpServer = (nic: Nic): HttpServer => ({
  listen: (at, handle, done) =>
    nic.listen(
      at,
      (connection, from) =>
        serve(nic, connection, (request, reply) => handle(request, reply, { address: from.host })),
      done,
    ),
})

interface Answering {
  readonly say: (message: FromServer) => void
  readonly drained: () => void
  readonly closed: () => void
  out: number
  full: boolean
  over: boolean
}

function serve(nic: Nic, connection: Connection, handle: Handle): void {
  const nothing = () => {}
  const say = (message: FromServer) => connection.send(message)
  let answering: Answering = {
    say,
    drained: nothing,
    closed: nothing,
    out: 0,
    full: false,
    over: false,
  }
  const reply: HttpReply = {
    send: (status, headers, body) => {
      answering.over = true
      say({ kind: 'answer', status, headers, body })
    },
    stream: (status, headers, handlers) => {
      if (answering.over) nic.clock.soon(handlers.closed)
      else answering = { ...answering, ...handlers }
      say({ kind: 'head', status, headers })
      return {
        write: (bytes) => write(answering, bytes),
        end: () => end(answering),
        abort: () => connection.close(),
      }
    },
  }
  connection.on({
    message: (message) => {
      const heard = message as ToServer | PipeFrame
      if (heard.kind === 'request') handle(heard.request, reply)
      else if (heard.kind === 'read') read(answering, heard.count)
      else if (heard.kind === 'data') turnAway(connection)
    },
    closed: () => close(answering),
  })
}

/** Whoever writes bytes to a pipe, instead of asking with a client of ours, is told something all the same. */
function turnAway(connection: Connection): void {
  const say = (frame: PipeFrame) => connection.send(frame)
  say({ kind: 'data', bytes: new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n') })
  say({ kind: 'ended' })
}

function write(answering: Answering, bytes: Uint8Array): boolean {
  if (answering.over) return false
  answering.out += bytes.length
  answering.full ||= answering.out > windowBytes
  answering.say({ kind: 'chunk', bytes: bytes.slice() })
  return !answering.full
}

function read(answering: Answering, count: number): void {
  answering.out -= count
  if (!answering.full || answering.out > windowBytes / 2) return
  answering.full = false
  if (!answering.over) answering.drained()
}

/** The answer is whole; `closed` follows when the client has hung up. */
function end(answering: Answering): void {
  if (answering.over) return
  answering.over = true
  answering.say({ kind: 'end' })
}

function close(answering: Answering): void {
  answering.over = true
  answering.closed()
}
