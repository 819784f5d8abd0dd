// The LANs of a fleet inside one process: a broker in memory for each node. Nobody is cut off there.
import { createMemoryBus, type MemoryBus } from '../bus/adapters/memory-transport.ts'
import { systemClock } from '../bus/adapters/system-clock.ts'
import { formatAddress } from '../bus/address.ts'
import type { Lan } from '../bus/lan.ts'
import type { Pipes } from '../bus/pipe.ts'
import { Fault } from '../src/kernel/fault.ts'

/** Where node number `n` listens on its LAN. */
export const lanHostOf = (n: number): string => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`

/** LANs on which everybody reaches everybody. */
export function fleetLan(): Lan {
  const buses = new Map<string, MemoryBus>()
  const busAt = (address: string): MemoryBus => {
    const bus = buses.get(address) ?? createMemoryBus(systemClock)
    buses.set(address, bus)
    return bus
  }
  return {
    serve: (address, done) => {
      const transport = busAt(formatAddress(address)).connect()
      const close = (closed: () => void): void => systemClock.soon(closed)
      systemClock.soon(() => done({ address, transport, close }))
    },
    dial: (to) => busAt(formatAddress(to)).connect(),
  }
}

/** Reports say everything here: nothing answers a probe. */
export const noPipes: Pipes = {
  dial: (to, _timeoutMs, done) => systemClock.soon(() => done(new Fault('REFUSED', to.host))),
  listen: (_at, _accept, done) =>
    systemClock.soon(() => done(new Fault('UNSUPPORTED', 'no doors'))),
}
