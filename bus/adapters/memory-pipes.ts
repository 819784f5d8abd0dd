// Pipes inside one process: the reference of what a pipe does.
import { Fault } from '../../src/kernel/fault.ts'
import { formatAddress } from '../address.ts'
import type { Clock } from '../clock.ts'
import { createPipeEnd } from '../pipe-end.ts'
import type { PipeEnd } from '../pipe-end.ts'
import type { Address, Pipe, Pipes } from '../pipe.ts'

type Accept = (pipe: Pipe, from: Address) => void

/** A little network of its own: what dials and what listens here meet. */
export function createMemoryPipes(clock: Clock): Pipes {
  const doors = new Map<string, Accept>()
  let nextPort = 1
  return {
    dial: (to, _timeoutMs, done) => {
      const accept = doors.get(formatAddress(to))
      clock.soon(() => {
        if (accept === undefined) return done(refused(to))
        const [ours, theirs] = pipePair(clock)
        accept(theirs.pipe, { host: '127.0.0.1', port: nextPort++ })
        done(ours.pipe)
      })
    },
    listen: (at, accept, done) => {
      const address = { host: at.host, port: at.port === 0 ? 49_152 + nextPort++ : at.port }
      const name = formatAddress(address)
      if (doors.has(name)) return clock.soon(() => done(taken(address)))
      doors.set(name, accept)
      const close = (closed: () => void) => {
        doors.delete(name)
        clock.soon(closed)
      }
      clock.soon(() => done({ address, close }))
    },
  }
}

/** Two ends that reach each other in the next turn. */
export function pipePair(clock: Clock): readonly [PipeEnd, PipeEnd] {
  const a: PipeEnd = createPipeEnd(clock, (frame) => clock.soon(() => b.receive(frame)))
  const b: PipeEnd = createPipeEnd(clock, (frame) => clock.soon(() => a.receive(frame)))
  return [a, b]
}

const refused = (to: Address) =>
  new Fault('REFUSED', `expected a listener at ${formatAddress(to)}, there is none`)

const taken = (at: Address) =>
  new Fault('PORT_IN_USE', `expected ${formatAddress(at)} to be free, it is taken: choose another`)
