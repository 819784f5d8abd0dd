// Pipes over TCP: half-close, back-pressure, time limits.
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { Fault } from '../../src/kernel/fault.ts'
import { formatAddress } from '../address.ts'
import type { Clock } from '../clock.ts'
import type { Address, Listener, Pipe, PipeHandlers, Pipes } from '../pipe.ts'
import { listenAt } from './listening.ts'

/** What TCP pipes need; `from` binds those that are dialled to an address of this machine. */
export interface TcpPipesOptions {
  readonly clock: Clock
  readonly from?: string
  /** A pipe without traffic is probed after this time, so that a vanished peer is noticed. */
  readonly probeMs?: number
}

const probeMs = 15_000

/** Dials and listens with the machine's own TCP. */
export function createTcpPipes(options: TcpPipesOptions): Pipes {
  const kept = { keepAlive: true, keepAliveInitialDelay: options.probeMs ?? probeMs, noDelay: true }
  return {
    dial: (to, timeoutMs, done) => dial({ ...options, kept, to, timeoutMs }, done),
    listen: (at, accept, done) => {
      const server = createServer(
        { allowHalfOpen: true, pauseOnConnect: true, ...kept },
        (socket) => {
          accept(pipeOf(socket), { host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 })
        },
      )
      listenAt(server, at, (outcome) => {
        if (outcome instanceof Fault) return done(outcome)
        done(
          listenerOf(outcome, (closed) => {
            server.close()
            options.clock.soon(closed)
          }),
        )
      })
    },
  }
}

const listenerOf = (address: Address, close: Listener['close']): Listener => ({ address, close })

interface Dial extends TcpPipesOptions {
  readonly kept: {
    readonly keepAlive: boolean
    readonly keepAliveInitialDelay: number
    readonly noDelay: boolean
  }
  readonly to: Address
  readonly timeoutMs: number
}

function dial(
  { clock, from, kept, to, timeoutMs }: Dial,
  done: (outcome: Pipe | Fault) => void,
): void {
  const where = formatAddress(to)
  if (!(to.port > 0 && to.port < 65_536))
    return clock.soon(() => done(new Fault('UNREACHABLE', `expected a TCP port, got ${where}`)))
  const local = from === undefined ? {} : { localAddress: from }
  const socket = connect({ ...to, ...kept, ...local, allowHalfOpen: true })
  const fail = (fault: Fault) => {
    stop()
    socket
      .off('connect', opened)
      .off('error', refused)
      .on('error', () => {})
    socket.destroy()
    done(fault)
  }
  const opened = () => {
    stop()
    socket.off('error', refused).pause()
    done(pipeOf(socket))
  }
  const refused = (error: NodeJS.ErrnoException) => fail(faultOf(error, where))
  const stop = clock.after(timeoutMs, () =>
    fail(new Fault('TIMEOUT', `expected ${where} to answer within ${timeoutMs} ms, it did not`)),
  )
  socket.once('connect', opened).once('error', refused)
}

function faultOf(error: NodeJS.ErrnoException, where: string): Fault {
  return error.code === 'ECONNREFUSED'
    ? new Fault('REFUSED', `expected a listener at ${where}, the connection was refused`, error)
    : new Fault(
        'UNREACHABLE',
        `expected a way to ${where}, got ${error.code ?? error.message}`,
        error,
      )
}

/** The pipe of a connected, paused socket; it flows once its handlers are given. */
export function pipeOf(socket: Socket): Pipe {
  let fault: Fault | undefined
  const where = formatAddress({ host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 })
  socket.on('error', (error) => {
    fault = faultOf(error, where)
  })
  return {
    write: (bytes) => socket.writable && socket.write(bytes),
    end: () => {
      socket.end()
    },
    destroy: () => {
      socket.resetAndDestroy()
    },
    pause: () => {
      socket.pause()
    },
    resume: () => {
      socket.resume()
    },
    on: (handlers) => attach(socket, handlers, () => fault),
  }
}

function attach(socket: Socket, handlers: PipeHandlers, fault: () => Fault | undefined): void {
  if (socket.closed) return void setImmediate(() => handlers.closed(fault()))
  socket.on('data', (bytes: Buffer) =>
    handlers.data(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)),
  )
  socket.on('drain', handlers.drained)
  socket.on('end', handlers.ended)
  socket.on('close', () => handlers.closed(fault()))
  socket.resume()
}
