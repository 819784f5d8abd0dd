// The pipe port: an ordered, two-way stream of bytes with back-pressure and half-close.
import type { Fault } from '../src/kernel/fault.ts'

/** Where to dial or listen: a host and a TCP port; port 0 lets the system choose when listening. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** One end of an open pipe. After `closed` nothing more comes. */
export interface Pipe {
  /** Writes; false asks the caller to wait for `drained`. */
  readonly write: (bytes: Uint8Array) => boolean
  /** Ends our direction; the other may go on. */
  readonly end: () => void
  /** Resets both directions at once. */
  readonly destroy: () => void
  /** Stops and resumes reading. */
  readonly pause: () => void
  readonly resume: () => void
  readonly on: (handlers: PipeHandlers) => void
}

/** What a pipe reports; `closed` comes exactly once and last. */
export interface PipeHandlers {
  readonly data: (bytes: Uint8Array) => void
  readonly drained: () => void
  readonly ended: () => void
  readonly closed: (fault: Fault | undefined) => void
}

/** A listening door. */
export interface Listener {
  readonly address: Address
  readonly close: (done: () => void) => void
}

/** Dials and listens. */
export interface Pipes {
  /** Opens a pipe within `timeoutMs`: UNREACHABLE, REFUSED or TIMEOUT otherwise. */
  readonly dial: (to: Address, timeoutMs: number, done: (outcome: Pipe | Fault) => void) => void
  /** Accepts pipes at `at` until closed: PORT_IN_USE when taken. */
  readonly listen: (
    at: Address,
    accept: (pipe: Pipe, from: Address) => void,
    done: (outcome: Listener | Fault) => void,
  ) => void
}
