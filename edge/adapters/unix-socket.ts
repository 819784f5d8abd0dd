// Local sockets as Unix domain sockets: a file that its owner alone may use.
import { chmodSync, lstatSync, mkdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { dirname } from 'node:path'
import { lineSplitter } from '../../bus/line-splitter.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { Answering, DoorBounds, LocalDoor, LocalSocket } from '../ipam/local-socket.ts'

/** The longest path of a socket; the system cuts longer ones in silence. */
const pathBytesMax = 107

/** A caller who neither reads nor leaves is dropped after this. */
const leaveMs = 5_000

/** Listens on sockets of this machine. */
export const unixSocket: LocalSocket = {
  listen: (path, bounds, answer, done) => {
    const wrong = prepare(path)
    if (wrong !== undefined) return void setImmediate(() => done(wrong))
    isAnswered(path, (answered) => {
      if (answered) return done(taken(path))
      const stat = lstatSync(path, { throwIfNoEntry: false })
      if (stat !== undefined && !stat.isSocket()) return done(invalid(path, 'something else there'))
      rmSync(path, { force: true }) // what a killed process left behind
      listen({ path, bounds, answer }, done)
    })
  },
}

/** Its folder is made where it is missing, for its owner alone. */
function prepare(path: string): Fault | undefined {
  if (Buffer.byteLength(path) > pathBytesMax)
    return invalid(path, `longer than ${pathBytesMax} bytes`)
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    return undefined
  } catch (error) {
    return invalid(path, (error as Error).message)
  }
}

const invalid = (path: string, why: string): Fault =>
  new Fault('CONFIG_INVALID', `expected a path where a socket can be, got ${path}: ${why}`)

const taken = (path: string): Fault =>
  new Fault('PORT_IN_USE', `expected ${path} to be free, another process answers there: stop it`)

/** Whether somebody listens there already. */
function isAnswered(path: string, done: (answered: boolean) => void): void {
  const socket = connect(path)
  socket.once('connect', () => {
    socket.destroy()
    done(true)
  })
  socket.once('error', () => done(false))
}

interface Listening {
  readonly path: string
  readonly bounds: DoorBounds
  readonly answer: Answering
}

function listen(listening: Listening, done: (outcome: LocalDoor | Fault) => void): void {
  const { path, bounds, answer } = listening
  const callers = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    callers.add(socket)
    socket.once('close', () => callers.delete(socket)).on('error', () => {})
    const ask = serve(socket, bounds, answer)
    if (callers.size > bounds.callersMax) ask(busy(bounds))
  })
  const failed = (error: Error) => done(invalid(path, error.message))
  server.once('error', failed)
  server.listen(path, () => {
    server.off('error', failed).on('error', () => {})
    chmodSync(path, 0o600)
    done({ close: (closed) => close(server, callers, closed) })
  })
}

/** Closing removes the file. */
function close(server: Server, callers: ReadonlySet<Socket>, closed: () => void): void {
  server.close(() => closed())
  for (const socket of callers) socket.destroy()
}

const busy = ({ callersMax }: DoorBounds): Fault =>
  new Fault('TOO_BUSY', `expected at most ${callersMax} callers at once: try again later`)

type Ask = (question: Uint8Array | Fault) => void

/** One caller asks one question; whatever else he sends is dropped. Answers what ends the waiting for it. */
function serve(socket: Socket, bounds: DoorBounds, answer: Answering): Ask {
  let asked = false
  const ask: Ask = (question) => {
    if (asked) return
    asked = true
    clearTimeout(timer)
    answer(question, (bytes) => {
      socket.end(Buffer.concat([bytes, Buffer.from('\n')]))
      setTimeout(() => socket.destroy(), leaveMs).unref()
    })
  }
  const timer = setTimeout(() => ask(late(bounds)), bounds.questionMs)
  const split = lineSplitter(bounds.lineBytesMax, {
    line: ask,
    tooLong: () => ask(new Fault('TOO_LARGE', `expected at most ${bounds.lineBytesMax} bytes`)),
  })
  socket.on('data', (chunk: Buffer) => split(new Uint8Array(chunk)))
  socket.once('end', () => ask(new Fault('MALFORMED', 'expected a whole line, got less')))
  socket.once('close', () => clearTimeout(timer))
  return ask
}

const late = ({ questionMs }: DoorBounds): Fault =>
  new Fault('TIMEOUT', `expected a whole question within ${questionMs} ms`)
