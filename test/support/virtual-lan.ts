// A LAN on virtual time: brokers, kubelet ports, and hosts that can be cut off from all others.
import { formatAddress } from '../../bus/address.ts'
import { createMemoryBus, type MemoryBus } from '../../bus/adapters/memory-transport.ts'
import type { Clock } from '../../bus/clock.ts'
import type { Lan } from '../../bus/lan.ts'
import type { Pipe, PipeHandlers, Pipes } from '../../bus/pipe.ts'
import type { Message, Transport } from '../../bus/transport.ts'
import { Fault } from '../../src/kernel/fault.ts'
import { through } from './passage.ts'

/** One LAN; `cut` holds the hosts that reach nobody and are reached by nobody. */
export interface VirtualLan {
  readonly lan: Lan
  readonly pipes: (from: string) => Pipes
  readonly cut: Set<string>
  /** Ports that answer, as `host:port`. */
  readonly answering: Set<string>
  /** The bus behind a broker's address. */
  readonly bus: (address: string) => MemoryBus
  /** What a host makes of each message that it hears or says on a peer's broker. */
  twist: (from: string, message: Message) => readonly Message[]
}

/** An empty LAN. */
export function createVirtualLan(clock: Clock): VirtualLan {
  const buses = new Map<string, MemoryBus>()
  const serving = new Set<string>()
  const cut = new Set<string>()
  const answering = new Set<string>()
  const passes = (from: string, to: string): boolean => !cut.has(from) && !cut.has(to)
  const bus = (name: string): MemoryBus => {
    const known = buses.get(name) ?? createMemoryBus(clock)
    if (!buses.has(name)) known.setLink('down')
    buses.set(name, known)
    return known
  }
  const lan: Lan = {
    serve: (address, done) => {
      const name = formatAddress(address)
      if (serving.has(name)) return clock.soon(() => done(new Fault('PORT_IN_USE', name)))
      serving.add(name)
      bus(name).setLink('up')
      const close = (closed: () => void) => {
        serving.delete(name)
        bus(name).setLink('down')
        clock.soon(closed)
      }
      clock.soon(() => done({ address, transport: bus(name).connect(), close }))
    },
    dial: (to, from) => {
      const pass = () => passes(from, to.host)
      const straight = through(bus(formatAddress(to)).connect(), { up: pass, down: pass })
      return twisted(straight, (message) => world.twist(from, message))
    },
  }
  const pipes = (from: string): Pipes => ({
    dial: (to, timeoutMs, done) => {
      if (!passes(from, to.host))
        return void clock.after(timeoutMs, () => done(new Fault('TIMEOUT', to.host)))
      const there = answering.has(formatAddress(to))
      clock.soon(() => done(there ? answeringPipe(clock) : new Fault('REFUSED', to.host)))
    },
    listen: (_at, _accept, done) => clock.soon(() => done(new Fault('UNSUPPORTED', 'no doors'))),
  })
  const world: VirtualLan = {
    lan,
    pipes,
    cut,
    answering,
    bus,
    twist: (_from, message) => [message],
  }
  return world
}

/** A transport whose owner makes other messages of those that he hears and says. */
const twisted = (
  transport: Transport,
  twist: (message: Message) => readonly Message[],
): Transport => ({
  ...transport,
  publish: (subject, bytes, done) => {
    for (const one of twist({ subject, bytes })) transport.publish(one.subject, one.bytes, done)
  },
  subscribe: (pattern, each) =>
    transport.subscribe(pattern, (message) => {
      for (const one of twist(message)) each(one)
    }),
})

/** Answers the first bytes written with a line. */
function answeringPipe(clock: Clock): Pipe {
  let handlers: PipeHandlers | undefined
  return {
    write: () => {
      clock.soon(() => handlers?.data(new TextEncoder().encode('HTTP/1.1 401 Unauthorized\r\n')))
      return true
    },
    end: () => {},
    destroy: () => {
      const closing = handlers
      handlers = undefined
      clock.soon(() => closing?.closed(undefined))
    },
    pause: () => {},
    resume: () => {},
    on: (given) => (handlers = given),
  }
}
