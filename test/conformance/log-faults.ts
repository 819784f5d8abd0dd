// What every log must say when something befalls what keeps it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Log, LogInfo } from '../../bus/log.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { append, closed, entries, info, trim } from './log.ts'
import type { LogBed } from './log.ts'

/** What may befall a log that writers have open. */
export interface LogFaults {
  /** What keeps the logs is killed and started again. */
  readonly restart: () => Promise<void>
  /** It starts again without anything that it kept. */
  readonly wipe: (name: string) => Promise<void>
  /** Sets a copy aside; answers what starts again with that copy. */
  readonly copy: (name: string) => Promise<() => Promise<void>>
  /** The entries are removed, the log stays. */
  readonly purge: (name: string) => Promise<void>
  /** The log is removed while it is in use. */
  readonly remove: (name: string) => Promise<void>
}

/** Logs under test, and what may befall them. */
export interface FaultyLogBed extends LogBed {
  readonly faults: LogFaults
}

type Befallen = (title: string, test: (bed: LogBed, faults: LogFaults) => Promise<void>) => void

/** Asks again while nobody knows: what keeps the log is just starting. */
async function settled<T>(ask: () => Promise<T>, codeOf: (outcome: T) => unknown): Promise<T> {
  for (;;) {
    const outcome = await ask()
    const code = codeOf(outcome)
    if (code !== 'UNREACHABLE' && code !== 'TIMEOUT') return outcome
    await new Promise((later) => setTimeout(later, 20))
  }
}

/** What a log says of itself once it can be asked. */
async function told(log: Log): Promise<LogInfo> {
  const outcome = await settled(
    () => info(log),
    (one) => isFault(one) && one.code,
  )
  if (isFault(outcome)) throw outcome
  return outcome
}

/** A log with entries `1 e0` to `3 e2`, and what it said of itself then. */
async function withThree(bed: LogBed, name: string) {
  const log = await bed.open(name)
  for (let i = 0; i < 3; i++) expect(await append(log, `e${i}`, i)).toBe(i + 1)
  return { log, before: await told(log) }
}

/** The suite of faults, for logs that something can befall while they are open. */
export function logFaultConformance(name: string, open: () => Promise<FaultyLogBed>): void {
  describe(`faults of a log: ${name}`, () => {
    let bed: FaultyLogBed
    beforeAll(async () => {
      bed = await open()
    })
    afterAll(() => bed.close())
    faultTests(() => bed)
  })
}

function faultTests(bedOf: () => FaultyLogBed): void {
  const befallen: Befallen = (title, test) => it(title, () => test(bedOf(), bedOf().faults))
  losses(befallen)
  removals(befallen)
  trims(befallen)
}

function losses(befallen: Befallen): void {
  befallen('B80: a kill loses nothing: the same incarnation and end', async (bed, faults) => {
    const { log, before } = await withThree(bed, 't80')
    await faults.restart()
    expect(await told(log)).toEqual(before)
    expect(await entries(log, 0, 10)).toEqual(['1 e0', '2 e1', '3 e2'])
    expect(await append(log, 'next', 3)).toBe(4)
    await closed(log)
  })

  befallen('B81: a log that was lost is another one, empty', async (bed, faults) => {
    const { log, before } = await withThree(bed, 't81')
    await faults.wipe('t81')
    const lost = await settled(
      () => append(log, 'x', 3),
      (one) => one,
    )
    expect(lost).toBe('GONE')
    expect(await entries(log, 3, 1)).toBe('GONE')
    const after = await told(log)
    expect(after).toMatchObject({ first: 1, last: 0 })
    expect(after.incarnation).not.toBe(before.incarnation)
    expect(await append(log, 'x', 3)).toBe('SEQUENCE_EXPECTED')
    expect(await append(log, 'new', 0)).toBe(1)
    expect(await entries(log, 0, 10)).toEqual(['1 new'])
    await closed(log)
  })

  befallen('B82: an older copy shows as an end that has fallen', async (bed, faults) => {
    const { log, before } = await withThree(bed, 't82')
    const rollBack = await faults.copy('t82')
    for (let i = 3; i < 6; i++)
      expect(
        await settled(
          () => append(log, `e${i}`, i),
          (one) => one,
        ),
      ).toBe(i + 1)
    await rollBack()
    const lost = await settled(
      () => entries(log, 6, 1),
      (one) => one,
    )
    expect(lost).toBe('GONE')
    expect(await append(log, 'x', 6)).toBe('SEQUENCE_EXPECTED')
    expect(await told(log)).toEqual(before)
    expect(await append(log, 'other', 3)).toBe(4)
    expect(await entries(log, 2, 10)).toEqual(['3 e2', '4 other'])
    await closed(log)
  })
}

function removals(befallen: Befallen): void {
  befallen(
    'B97: a log that was rolled back and grew to the same length refuses who saw another entry there',
    async (bed, faults) => {
      const { log, before } = await withThree(bed, 't97')
      const reader = await bed.open('t97')
      const rollBack = await faults.copy('t97')
      for (let i = 3; i < 5; i++)
        expect(
          await settled(
            () => append(log, `e${i}`, i),
            (one) => one,
          ),
        ).toBe(i + 1)
      expect(await entries(reader, 0, 10)).toHaveLength(5)
      await rollBack()
      const other = await bed.open('t97')
      for (let i = 3; i < 5; i++)
        expect(
          await settled(
            () => append(other, `new ${i}`, i),
            (one) => one,
          ),
        ).toBe(i + 1)
      for (const late of [log, reader])
        expect(
          await settled(
            () => append(late, 'x', 5),
            (one) => one,
          ),
        ).toBe('SEQUENCE_EXPECTED')
      expect(await told(log)).toEqual({ ...before, last: 5 })
      expect(await entries(log, 3, 10)).toEqual(['4 new 3', '5 new 4'])
      expect(await append(log, 'known', 5)).toBe(6)
      expect(await append(other, 'next', 5)).toBe('SEQUENCE_EXPECTED')
      for (const each of [log, reader, other]) await closed(each)
    },
  )

  befallen('B83: a purged log goes on, and its beginning has risen', async (bed, faults) => {
    const { log, before } = await withThree(bed, 't83')
    await faults.purge('t83')
    expect(await told(log)).toEqual({ ...before, first: 4, last: 3 })
    expect(await entries(log, 0, 10)).toBe('GONE')
    expect(await entries(log, 3, 10)).toEqual([])
    expect(await append(log, 'next', 3)).toBe(4)
    expect(await told(log)).toEqual({ ...before, first: 4, last: 4 })
    expect(await entries(log, 3, 10)).toEqual(['4 next'])
    await closed(log)
  })

  befallen(
    'B84: a log that is removed in use is gone until it is asked for',
    async (bed, faults) => {
      const { log, before } = await withThree(bed, 't84')
      await faults.remove('t84')
      expect(await append(log, 'x', 3)).toBe('GONE')
      expect(await append(log, 'x', 0)).toBe('GONE')
      expect(await entries(log, 0, 10)).toBe('GONE')
      const after = await told(log)
      expect(after).toMatchObject({ first: 1, last: 0 })
      expect(after.incarnation).not.toBe(before.incarnation)
      expect(await append(log, 'new', 0)).toBe(1)
      await closed(log)
    },
  )

  befallen('B85: who knows another incarnation never writes into this one', async (bed, faults) => {
    const { log, before } = await withThree(bed, 't85')
    await faults.remove('t85')
    const other = await bed.open('t85')
    for (let i = 0; i < 3; i++) expect(await append(other, `new ${i}`, i)).toBe(i + 1)
    expect(await append(log, 'x', 3)).toBe('GONE')
    expect(await entries(log, 0, 10)).toBe('GONE')
    const after = await told(log)
    expect(after).toMatchObject({ first: 1, last: 3 })
    expect(after.incarnation).not.toBe(before.incarnation)
    expect(await append(log, 'known', 3)).toBe(4)
    await closed(log)
    await closed(other)
  })

  befallen('B80: many kills between appends lose nothing', async (bed, faults) => {
    const log = await bed.open('t80-kills')
    for (let i = 0; i < 6; i++) {
      expect(await append(log, `e${i}`, i)).toBe(i + 1)
      await faults.restart()
      expect(await told(log)).toMatchObject({ first: 1, last: i + 1 })
    }
    expect(await entries(log, 0, 10)).toHaveLength(6)
    await closed(log)
  })
}

function trims(befallen: Befallen): void {
  befallen('B95: who knows another incarnation of a log forgets nothing', async (bed, faults) => {
    const { log } = await withThree(bed, 't95')
    await faults.remove('t95')
    expect(await trim(log, 3, 3)).toBe('GONE')
    const other = await bed.open('t95')
    for (let i = 0; i < 3; i++) expect(await append(other, `new ${i}`, i)).toBe(i + 1)
    expect(await trim(log, 3, 3)).toBe('GONE')
    expect(await entries(other, 0, 10)).toEqual(['1 new 0', '2 new 1', '3 new 2'])
    expect(await told(log)).toMatchObject({ first: 1, last: 3 })
    expect(await trim(log, 3, 3)).toBe('trimmed')
    await closed(log)
    await closed(other)
  })

  befallen(
    'B96: after a kill a trimmed log is whole from its beginning on, and can be trimmed again',
    async (bed, faults) => {
      const log = await bed.open('t96')
      for (let i = 0; i < 40; i++) expect(await append(log, `e${i}`, i)).toBe(i + 1)
      for (const first of [10, 11, 35, 40]) {
        expect(await trim(log, first, 40)).toBe('trimmed')
        await faults.restart()
        const said = await told(log)
        expect(said.last).toBe(40)
        expect(said.first).toBeLessThanOrEqual(first)
        const there = Array.from({ length: 41 - said.first }, (_, i) => said.first + i)
        expect(await entries(log, said.first - 1, 100)).toEqual(
          there.map((at) => `${at} e${at - 1}`),
        )
      }
      expect(await trim(log, 40, 40)).toBe('trimmed')
      expect(await append(log, 'next', 40)).toBe(41)
      await closed(log)
    },
  )
}
