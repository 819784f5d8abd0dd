// Asking over a Unix domain socket; it imports next to nothing, so that a plugin starts fast.
import { connect } from 'node:net'
import { Fault } from '../../src/kernel/fault.ts'
import { lineSplitter } from '../../bus/line-splitter.ts'
import type { AskLocal } from '../ipam/local-socket.ts'

/** The longest answer that is read. */
const answerBytesMax = 64 * 1024

/** Asks one question on a connection of its own. */
export const askUnix: AskLocal = (path, question, timeoutMs, done) => {
  const socket = connect(path)
  const end = (outcome: Uint8Array | Fault): void => {
    clearTimeout(timer)
    socket.removeAllListeners().on('error', () => {})
    socket.destroy()
    done(outcome)
  }
  const timer = setTimeout(() => {
    end(new Fault('TIMEOUT', `expected an answer at ${path} within ${timeoutMs} ms, came none`))
  }, timeoutMs)
  const split = lineSplitter(answerBytesMax, {
    line: end,
    tooLong: () => end(new Fault('TOO_LARGE', `expected an answer of ${answerBytesMax} bytes`)),
  })
  socket.once('connect', () => socket.write(Buffer.concat([question, Buffer.from('\n')])))
  socket.on('data', (chunk: Buffer) => split(new Uint8Array(chunk)))
  socket.once('error', (error: NodeJS.ErrnoException) => end(faultOf(error, path)))
  socket.once('close', () =>
    end(new Fault('UNREACHABLE', `expected an answer at ${path}, it was closed before one came`)),
  )
}

function faultOf(error: NodeJS.ErrnoException, path: string): Fault {
  const nobody = error.code === 'ENOENT' || error.code === 'ECONNREFUSED'
  return nobody
    ? new Fault('REFUSED', `expected the agent to listen at ${path}, nobody does`, error)
    : new Fault('UNREACHABLE', `expected an answer at ${path}, got ${error.code}`, error)
}
