// Transports and LANs over simulated brokers.
import type { Lan } from '../../bus/lan.ts'
import type { Address } from '../../bus/pipe.ts'
import { createSessionTransport } from '../../bus/session-transport.ts'
import type { Tap } from '../../bus/tap.ts'
import type { Transport } from '../../bus/transport.ts'
import { formatAddress } from '../../bus/address.ts'
import type { Random } from '../../src/kernel/random.ts'
import type { Carry } from './flaws.ts'
import type { Nic } from './network.ts'
import { serveSimBroker } from './sim-broker.ts'
import { openSimSession } from './sim-session.ts'

/** What the bus of one simulated host stands on. */
export interface SimBusOptions {
  readonly nic: Nic
  readonly random: Random
  readonly tap: Tap
  readonly silenceMs: number
  /** What happens to messages on their way to clients of a broker of one's own; nothing when left out. */
  readonly carry?: Carry
}

/** A transport to the broker at an address: the shipped one, over simulated sessions. */
export function createSimTransport(options: SimBusOptions, to: Address): Transport {
  const { nic, silenceMs } = options
  const name = formatAddress(to)
  return createSessionTransport({ ...options, clock: nic.clock, name }, (events) =>
    openSimSession(nic, to, silenceMs, events),
  )
}

/** The LAN of one host. A simulated host has one address, which is where all it dials comes from. */
export const createSimLan = (options: SimBusOptions): Lan => ({
  serve: (at, done) => serveSimBroker(options, at, done),
  dial: (to) => createSimTransport(options, to),
})
