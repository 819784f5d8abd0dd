// What a simulated server of logs and its clients say to each other.
import type { LogInfo } from '../../bus/log.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import type { LogCall, StoredEntry } from './log-stream.ts'

/** From a client: a call, with a number that comes back in its answer. */
export interface ToLogs {
  readonly number: number
  readonly stream: string
  readonly call: LogCall
}

/** From the server. */
export interface FromLogs {
  readonly number: number
  readonly outcome: LogOutcome
}

/** What a call comes to: what a log says of itself, where an entry lies, entries, nothing, or a fault. */
export type LogOutcome = LogInfo | number | readonly StoredEntry[] | undefined | Fault
