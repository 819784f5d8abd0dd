// What every log must do.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Log, LogEntry, LogInfo } from '../../bus/log.ts'
import { limits } from '../../schemas/limits.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'

/** Logs under test. */
export interface LogBed {
  /** A writer of the log of that name; one writer may be the same object as another. */
  readonly open: (name: string) => Promise<Log>
  /** Whether what was written outlives a writer that is opened again. */
  readonly reopens: boolean
  readonly close: () => Promise<void>
}

/** Waits for an answer. */
export const answered = <T>(
  call: (done: (outcome: T | Fault) => void) => void,
): Promise<T | Fault> => new Promise((done) => call(done))

/** An outcome, or the test fails. */
export async function good<T>(call: (done: (outcome: T | Fault) => void) => void): Promise<T> {
  const outcome = await answered(call)
  if (isFault(outcome)) throw outcome
  return outcome
}

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** Appends and answers the sequence or the fault's code. */
export async function append(
  log: Log,
  bytes: Uint8Array | string,
  expectedLast: number,
): Promise<number | string> {
  const given = typeof bytes === 'string' ? bytesOf(bytes) : bytes
  const outcome = await answered<number>((done) => log.append(given, expectedLast, done))
  return isFault(outcome) ? outcome.code : outcome
}

/** Reads entries as text with their sequences. */
export async function entries(
  log: Log,
  after: number,
  max: number,
): Promise<readonly string[] | string> {
  const outcome = await answered<readonly LogEntry[]>((done) => log.read(after, max, done))
  if (isFault(outcome)) return outcome.code
  return outcome.map(({ at, bytes }) => `${at} ${new TextDecoder().decode(bytes)}`)
}

/** Forgets entries and answers `trimmed` or the fault's code. */
export async function trim(log: Log, first: number, expectedLast: number): Promise<string> {
  const fault = await answered<undefined>((done) => log.trim(first, expectedLast, done))
  return isFault(fault) ? fault.code : 'trimmed'
}

/** What a log says of itself. */
export const info = (log: Log) => answered<LogInfo>((done) => log.info(done))
/** Closes a log. */
export const closed = (log: Log) => new Promise<void>((done) => log.close(done))

/** The suite. */
export function logConformance(name: string, open: () => Promise<LogBed>): void {
  describe(`log: ${name}`, () => {
    let bed: LogBed
    beforeAll(async () => {
      bed = await open()
    })
    afterAll(() => bed.close())

    it('B30: entries get dense sequences from 1 and come back as they were, in order', async () => {
      const log = await bed.open('t30')
      expect(await entries(log, 0, 10)).toEqual([])
      for (let i = 0; i < 5; i++) expect(await append(log, `e${i}`, i)).toBe(i + 1)
      expect(await entries(log, 0, 10)).toEqual(['1 e0', '2 e1', '3 e2', '4 e3', '5 e4'])
      expect(await entries(log, 2, 2)).toEqual(['3 e2', '4 e3'])
      expect(await entries(log, 5, 2)).toEqual([])
      expect(await info(log)).toMatchObject({ first: 1, last: 5 })
      await closed(log)
    })

    it('B31: whoever expects another end is refused, and nothing is written', async () => {
      const log = await bed.open('t31')
      expect(await append(log, 'x', 1)).toBe('SEQUENCE_EXPECTED')
      expect(await append(log, 'a', 0)).toBe(1)
      expect(await append(log, 'b', 1)).toBe(2)
      for (const wrong of [0, 1, 3]) expect(await append(log, 'x', wrong)).toBe('SEQUENCE_EXPECTED')
      expect(await entries(log, 0, 10)).toEqual(['1 a', '2 b'])
      await closed(log)
    })

    it('B32: of two writers one is first, and the other learns that it is deposed', async () => {
      const [one, other] = [await bed.open('t32'), await bed.open('t32')]
      expect(await append(one, 'own', 0)).toBe(1)
      const both = await Promise.all([append(one, 'one', 1), append(other, 'other', 1)])
      expect(both.toSorted()).toEqual([2, 'SEQUENCE_EXPECTED'])
      expect(await entries(other, 0, 10)).toHaveLength(2)
      await closed(one)
      await closed(other)
    })

    it('B33: nothing is answered before the call returns; a closed log answers CLOSED', async () => {
      const log = await bed.open('t33')
      const calls: string[] = []
      const told = answered<number>((done) =>
        log.append(bytesOf('x'), 0, (outcome) => {
          calls.push('answered')
          done(outcome)
        }),
      )
      calls.push('returned')
      await told
      expect(calls).toEqual(['returned', 'answered'])
      await closed(log)
      expect(await append(log, 'x', 1)).toBe('CLOSED')
      expect(await entries(log, 0, 1)).toBe('CLOSED')
    })

    it('B34: a log that is opened again goes on where it was, in the same incarnation', async (test) => {
      if (!bed.reopens) return test.skip()
      const first = await bed.open('t34')
      for (let i = 0; i < 120; i++) expect(await append(first, `e${i}`, i)).toBe(i + 1)
      const before = await info(first)
      await closed(first)
      const second = await bed.open('t34')
      expect(await info(second)).toEqual(before)
      expect(await entries(second, 0, 1_000)).toHaveLength(120)
      expect(await append(second, 'next', 120)).toBe(121)
      await closed(second)
    })

    it('B93: what lies before an entry is forgotten, and nothing else, also after the log is opened again', async () => {
      const log = await bed.open('t93')
      for (let i = 0; i < 8; i++) expect(await append(log, `e${i}`, i)).toBe(i + 1)
      const before = await info(log)
      expect(await trim(log, 4, 8)).toBe('trimmed')
      expect(await info(log)).toEqual({ ...before, first: 4, last: 8 })
      expect(await entries(log, 0, 10)).toBe('GONE')
      expect(await entries(log, 2, 10)).toBe('GONE')
      expect(await entries(log, 3, 2)).toEqual(['4 e3', '5 e4'])
      expect(await append(log, 'next', 8)).toBe(9)
      for (const again of [1, 4]) expect(await trim(log, again, 9)).toBe('trimmed')
      expect(await trim(log, 9, 9)).toBe('trimmed')
      await closed(log)
      if (!bed.reopens) return
      const later = await bed.open('t93')
      expect(await info(later)).toEqual({ ...before, first: 9, last: 9 })
      expect(await entries(later, 8, 10)).toEqual(['9 next'])
      expect(await append(later, 'more', 9)).toBe(10)
      await closed(later)
    })

    it('B94: whoever expects another end of the log forgets nothing', async () => {
      const [log, other] = [await bed.open('t94'), await bed.open('t94')]
      for (let i = 0; i < 3; i++) expect(await append(log, `e${i}`, i)).toBe(i + 1)
      expect(await append(other, 'other', 3)).toBe(4)
      expect(await trim(log, 3, 3)).toBe('SEQUENCE_EXPECTED')
      expect(await entries(log, 0, 10)).toEqual(['1 e0', '2 e1', '3 e2', '4 other'])
      await closed(log)
      expect(await trim(log, 3, 4)).toBe('CLOSED')
      await closed(other)
    })

    it('B35: the largest entry is kept, a larger one is TOO_LARGE', async () => {
      const log = await bed.open('t35')
      expect(await append(log, new Uint8Array(limits.logEntryBytes), 0)).toBe(1)
      expect(await append(log, new Uint8Array(limits.logEntryBytes + 1), 1)).toBe('TOO_LARGE')
      expect(await append(log, new Uint8Array(), 1)).toBe(2)
      const read = await answered<readonly LogEntry[]>((done) => log.read(0, 5, done))
      expect(isFault(read) || read.map(({ bytes }) => bytes.length)).toEqual([
        limits.logEntryBytes,
        0,
      ])
      await closed(log)
    })
  })
}
