// The LAN port: a small broker of one's own, and connections to the brokers of peers.
import type { Fault } from '../src/kernel/fault.ts'
import type { Address } from './pipe.ts'
import type { Transport } from './transport.ts'

/** A running broker and the connection of its owner to it. */
export interface LanBroker {
  readonly address: Address
  readonly transport: Transport
  readonly close: (done: () => void) => void
}

/** Serves and dials on the LAN; outgoing connections are bound to the host `from`. */
export interface Lan {
  readonly serve: (at: Address, done: (outcome: LanBroker | Fault) => void) => void
  /** A connection that reconnects by itself until closed. */
  readonly dial: (to: Address, from: string) => Transport
}
