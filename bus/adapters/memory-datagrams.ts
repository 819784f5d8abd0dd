// Datagrams inside one process: the reference of what they do.
import { Fault } from '../../src/kernel/fault.ts'
import type { Random } from '../../src/kernel/random.ts'
import { formatAddress } from '../address.ts'
import type { Clock } from '../clock.ts'
import type { DatagramDoor, Datagrams, LineHandlers } from '../datagrams.ts'
import type { Address } from '../pipe.ts'

type Heard = (bytes: Uint8Array, from: Address) => void

/** A little network of its own: lines and doors opened here meet. */
export function createMemoryDatagrams(clock: Clock, random: Random): Datagrams {
  const doors = new Map<string, Heard>()
  const freePort = (host: string): number => {
    const port = 49_152 + random.below(16_384)
    return doors.has(formatAddress({ host, port })) ? freePort(host) : port
  }
  const open = ({ host, port }: Address, heard: Heard): DatagramDoor | Fault => {
    const address = { host, port: port === 0 ? freePort(host) : port }
    const name = formatAddress(address)
    if (doors.has(name)) return taken(name)
    doors.set(name, heard)
    return {
      address,
      send: (bytes, to) => {
        if (doors.get(name) !== heard) return
        const copy = bytes.slice()
        clock.soon(() => doors.get(formatAddress(to))?.(copy, address))
      },
      close: (done) => {
        if (doors.get(name) === heard) doors.delete(name)
        clock.soon(done)
      },
    }
  }
  return {
    listen: (at, heard, done) => {
      const outcome = open(at, heard)
      clock.soon(() => done(outcome))
    },
    dial: (to, handlers, done) => {
      const name = formatAddress(to)
      const door = open({ host: '127.0.0.1', port: 0 }, hearing(name, handlers))
      if (door instanceof Fault) return clock.soon(() => done(door))
      let isOpen = true
      const refuse = () => isOpen && !doors.has(name) && handlers.failed(refused(name))
      const send = (bytes: Uint8Array) => {
        door.send(bytes, to)
        clock.soon(refuse)
      }
      const close = () => {
        isOpen = false
        door.close(() => {})
      }
      clock.soon(() => done({ send, close }))
    },
  }
}

/** Hears one other alone. */
const hearing =
  (name: string, { heard }: LineHandlers): Heard =>
  (bytes, from) => {
    if (formatAddress(from) === name) heard(bytes)
  }

const taken = (name: string) =>
  new Fault('PORT_IN_USE', `expected ${name} to be free, it is taken: choose another`)

const refused = (name: string) =>
  new Fault('REFUSED', `expected a listener at ${name}, there is none`)
