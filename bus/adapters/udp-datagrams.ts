// Datagrams over UDP. A line has a port of its own, which the kernel draws at random from its ephemeral range.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { Fault } from '../../src/kernel/fault.ts'
import { formatAddress } from '../address.ts'
import type { Clock } from '../clock.ts'
import type { DatagramDoor, DatagramLine, Datagrams, LineHandlers } from '../datagrams.ts'
import type { Address } from '../pipe.ts'
import { listenFault } from './listening.ts'

/** Opens doors and lines with the machine's own UDP. */
export const createUdpDatagrams = (clock: Clock): Datagrams => ({
  listen: (at, heard, done) => {
    const socket = socketFor(at)
    const failed = (error: NodeJS.ErrnoException) => {
      close(socket, () => done(listenFault(error, at)))
    }
    socket.once('error', failed)
    socket.bind(at.port, at.host, () => {
      // What goes wrong with one answer concerns its asker alone.
      socket.off('error', failed).on('error', () => {})
      socket.on('message', (bytes, { address, port }) =>
        heard(plain(bytes), { host: address, port }),
      )
      const { address, port } = socket.address()
      done(doorOf(socket, clock, { host: address, port }))
    })
  },
  dial: (to, handlers, done) => {
    const socket = socketFor(to)
    const failed = (error: NodeJS.ErrnoException) => {
      close(socket, () => done(faultOf(error, to)))
    }
    socket.once('error', failed)
    if (!(to.port > 0 && to.port < 65_536)) return void socket.emit('error', new Error('no port'))
    socket.connect(to.port, to.host, () => {
      socket.off('error', failed)
      done(lineOf(socket, to, handlers))
    })
  },
})

const socketFor = ({ host }: Address): Socket => createSocket(isIPv6(host) ? 'udp6' : 'udp4')

const doorOf = (socket: Socket, clock: Clock, address: Address): DatagramDoor => {
  let isOpen = true
  return {
    address,
    send: (bytes, to) => {
      if (isOpen) socket.send(bytes, to.port, to.host, () => {})
    },
    close: (done) => {
      if (!isOpen) return clock.soon(done)
      isOpen = false
      close(socket, done)
    },
  }
}

function lineOf(socket: Socket, to: Address, handlers: LineHandlers): DatagramLine {
  let isOpen = true
  socket.on('message', (bytes) => handlers.heard(plain(bytes)))
  const failed = (error: Error | null) => {
    if (isOpen && error !== null) handlers.failed(faultOf(error, to))
  }
  socket.on('error', failed)
  return {
    send: (bytes) => {
      if (isOpen) socket.send(bytes, failed)
    },
    close: () => {
      if (isOpen) close(socket, () => {})
      isOpen = false
    },
  }
}

/** A slice of a Buffer is the same memory, one of an Uint8Array is a copy: rooms count on the latter. */
const plain = ({ buffer, byteOffset, length }: Buffer): Uint8Array =>
  new Uint8Array(buffer, byteOffset, length)

/** Closing tells in a later turn, as Node does itself. */
function close(socket: Socket, done: () => void): void {
  socket.removeAllListeners('message')
  socket.removeAllListeners('error').on('error', () => {})
  socket.close(done)
}

function faultOf(error: NodeJS.ErrnoException, to: Address): Fault {
  const where = formatAddress(to)
  return error.code === 'ECONNREFUSED'
    ? new Fault('REFUSED', `expected a listener at ${where}, there is none`, error)
    : new Fault(
        'UNREACHABLE',
        `expected a way to ${where}, got ${error.code ?? error.message}`,
        error,
      )
}
