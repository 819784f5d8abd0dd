// The local socket port: processes of this machine ask with one line, and are answered with one line.
import type { Fault } from '../../src/kernel/fault.ts'

/** Answers a question of one line; `reply` is called once, in the same turn or later. */
export type Answering = (
  /** TOO_LARGE, TIMEOUT and TOO_BUSY where no whole question came, which is answered too. */
  question: Uint8Array | Fault,
  reply: (answer: Uint8Array) => void,
) => void

/** A socket that is listened on. */
export interface LocalDoor {
  /** Listens no more; whoever still waits for an answer gets none. */
  readonly close: (done: () => void) => void
}

/** What a door puts up with. */
export interface DoorBounds {
  readonly lineBytesMax: number
  /** Callers at once; more are answered with TOO_BUSY. */
  readonly callersMax: number
  /** A question must be whole within this time. */
  readonly questionMs: number
}

/** Listens at a path. Callbacks come once and never synchronously. */
export interface LocalSocket {
  /** PORT_IN_USE where another process answers; CONFIG_INVALID for a path where none can be. */
  readonly listen: (
    path: string,
    bounds: DoorBounds,
    answer: Answering,
    done: (outcome: LocalDoor | Fault) => void,
  ) => void
}

/** Asks at a path: REFUSED where nobody listens, UNREACHABLE when the door closes, TIMEOUT, TOO_LARGE. */
export type AskLocal = (
  path: string,
  question: Uint8Array,
  timeoutMs: number,
  done: (answer: Uint8Array | Fault) => void,
) => void
