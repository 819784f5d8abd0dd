// The datagram port: messages that may be lost, doubled or come late, each whole.
import type { Fault } from '../src/kernel/fault.ts'
import type { Address } from './pipe.ts'

/** A door that datagrams come to. */
export interface DatagramDoor {
  readonly address: Address
  readonly send: (bytes: Uint8Array, to: Address) => void
  /** After the call nothing more is heard; `done` once the port is free. */
  readonly close: (done: () => void) => void
}

/** A socket that speaks with one other alone. */
export interface DatagramLine {
  readonly send: (bytes: Uint8Array) => void
  /** After the call nothing more is heard. */
  readonly close: () => void
}

/** What a line reports: only what came from whom it was opened to; `failed` when nobody listens there. */
export interface LineHandlers {
  readonly heard: (bytes: Uint8Array) => void
  readonly failed: (fault: Fault) => void
}

/** Opens doors and lines. Bytes are handed over, not shared. */
export interface Datagrams {
  /** Hears at `at` until closed (port 0: the system chooses): PORT_IN_USE when taken. */
  readonly listen: (
    at: Address,
    heard: (bytes: Uint8Array, from: Address) => void,
    done: (outcome: DatagramDoor | Fault) => void,
  ) => void
  /** Opens a line from a port of its own, drawn so that nobody can guess it. */
  readonly dial: (
    to: Address,
    handlers: LineHandlers,
    done: (outcome: DatagramLine | Fault) => void,
  ) => void
}
