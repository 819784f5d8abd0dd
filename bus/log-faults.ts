// The faults that every log answers alike.
import { Fault } from '../src/kernel/fault.ts'
import { limits } from '../schemas/limits.ts'

/** A writer was overtaken: another one owns the log now. */
export const overtaken = (why: string): Fault =>
  new Fault('SEQUENCE_EXPECTED', `expected to be the last writer of the log, another was: ${why}`)

/** The writer expected the log to end elsewhere. */
export const sequenceExpected = (expected: number, last: number): Fault =>
  overtaken(`it ends at ${last}, not at ${expected}`)

/** TOO_LARGE for an entry beyond the limit, else undefined. */
export const largeEntry = (bytes: Uint8Array): Fault | undefined =>
  bytes.length > limits.logEntryBytes
    ? new Fault('TOO_LARGE', `expected at most ${limits.logEntryBytes} bytes, got ${bytes.length}`)
    : undefined

/** The log was closed. */
export const logClosed = (): Fault => new Fault('CLOSED', 'expected an open log')
