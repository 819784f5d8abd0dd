// The faults that every log answers alike.
import { assert } from '../src/kernel/assert.ts'
import { Fault } from '../src/kernel/fault.ts'
import { limits } from '../schemas/limits.ts'
import type { LogInfo } from './log.ts'

/** A writer was overtaken: another one owns the log now. */
export const overtaken = (why: string): Fault =>
  new Fault('SEQUENCE_EXPECTED', `expected to be the last writer of the log, another was: ${why}`)

/** The writer expected the log to end elsewhere. */
export const sequenceExpected = (expected: number, last: number): Fault =>
  overtaken(`it ends at ${last}, not at ${expected}`)

/** The entry that the writer read or wrote last is not there any more, though the log ends where it did. */
export const otherEntry = (at: number): Fault => overtaken(`entry ${at} is another one by now`)

/** TOO_LARGE for an entry beyond the limit, else undefined. */
export const largeEntry = (
  bytes: Uint8Array,
  bytesMax: number = limits.logEntryBytes,
): Fault | undefined =>
  bytes.length > bytesMax
    ? new Fault('TOO_LARGE', `expected at most ${bytesMax} bytes, got ${bytes.length}`)
    : undefined

/** The log that was spoken of is not there any more. */
export const logGone = (): Fault =>
  new Fault('GONE', 'expected the log as it was told last, it is another or none: ask `info`')

/** GONE for a reader of what the log does not have: removed at its beginning, or lost at its end. */
export const goneEntries = (
  { first, last }: Pick<LogInfo, 'first' | 'last'>,
  after: number,
): Fault | undefined =>
  after + 1 < first || after > last
    ? new Fault(
        'GONE',
        `expected to read on after entry ${after}, the log has ${first} to ${last}: ask \`info\``,
      )
    : undefined

/** Why entries before `first` are not forgotten, if so: the log ends elsewhere, or nothing would stay. */
export function untrimmable(first: number, expectedLast: number, last: number): Fault | undefined {
  assert(first <= expectedLast, 'an entry that stays')
  return expectedLast === last ? undefined : sequenceExpected(expectedLast, last)
}

/** The log was closed. */
export const logClosed = (): Fault => new Fault('CLOSED', 'expected an open log')
