// The log suite against every log there is.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openLevelStore } from '../../bus/adapters/level-store.ts'
import { createMemoryLog } from '../../bus/adapters/memory-log.ts'
import type { MemoryLog } from '../../bus/adapters/memory-log.ts'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { Log } from '../../bus/log.ts'
import { openStoreLog } from '../../bus/store-log.ts'
import type { Store } from '../../bus/store.ts'
import { logStream } from '../../schemas/log-names.ts'
import { answered, append, entries, good, logConformance } from './log.ts'
import type { LogBed } from './log.ts'
import { logFaultConformance } from './log-faults.ts'
import type { FaultyLogBed, LogFaults } from './log-faults.ts'

const memoryBed = (): Promise<FaultyLogBed> => {
  const logs = new Map<string, MemoryLog>()
  const logOf = (name: string): MemoryLog => {
    const log = logs.get(name) ?? createMemoryLog(systemClock, name)
    logs.set(name, log)
    return log
  }
  const done = () => Promise.resolve()
  const faults: LogFaults = {
    restart: done,
    wipe: (name) => done().then(logOf(name).remove),
    copy: (name) => done().then(() => () => done().then(() => logOf(name).rollBack(3))),
    purge: (name) => done().then(logOf(name).purge),
    remove: (name) => done().then(logOf(name).remove),
  }
  const open = (name: string) => done().then(logOf(name).open)
  return Promise.resolve({ open, reopens: true, faults, close: done })
}

logConformance('memory', memoryBed)
logFaultConformance('memory', memoryBed)

/** All writers of one log share what is open; another one is opened after it was closed. */
function storeBed(store: Store, close: () => Promise<void>): LogBed {
  const shared = new Map<string, Log>()
  const opened = async (name: string): Promise<Log> => {
    const options = { clock: systemClock, store, name, incarnation: `born ${name}` }
    const log = await good<Log>((done) => openStoreLog(options, done))
    const forget: Log['close'] = (done) => {
      shared.delete(name)
      log.close(done)
    }
    shared.set(name, { ...log, close: forget })
    return shared.get(name) ?? log
  }
  const open = (name: string) => {
    const known = shared.get(name)
    return known === undefined ? opened(name) : Promise.resolve(known)
  }
  return { open, reopens: true, close }
}

logConformance('store in memory', async () => {
  const store = await good<Store>((done) => createMemoryDisk(systemClock).openStore(done))
  return storeBed(store, () => Promise.resolve())
})

logConformance('store in LevelDB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'causeway-test-'))
  const store = await good<Store>((done) => openLevelStore(join(folder, 'log'), done))
  return storeBed(store, async () => {
    await new Promise<void>((done) => store.close(done))
    rmSync(folder, { recursive: true, force: true })
  })
})

it('B36: a damaged or missing entry is a broken log, not a shorter one', async () => {
  const store = await good<Store>((done) => createMemoryDisk(systemClock).openStore(done))
  const bed = storeBed(store, () => Promise.resolve())
  const log = await bed.open('damaged')
  for (let i = 0; i < 3; i++) await append(log, 'x', i)
  const all = await good<readonly { key: string; value: Uint8Array }[]>((done) =>
    store.range({ after: 'damaged/e/', limit: 9 }, done),
  )
  const second = all[1]
  if (second === undefined) throw new Error('no second entry')
  const flipped = second.value.map((byte, i) => (i === 4 ? byte ^ 1 : byte))
  for (const write of [
    { put: second.key, value: flipped },
    { del: second.key },
    { put: second.key, value: new Uint8Array(2) },
  ]) {
    await answered<undefined>((done) => store.batch([write], { sync: true }, done))
    expect(await entries(log, 0, 10)).toBe('STORE_BROKEN')
  }
  expect(await entries(log, 0, 1)).toEqual(['1 x'])
})

it('B38: the streams of two clusters never share a name or a subject', () => {
  const names = ['a', 'A', 'a.b', 'a_b', 'a_2e_b', '', 'ü', '*'].map((cluster) =>
    logStream('LOG', cluster, 3),
  )
  expect(new Set(names.map(({ stream }) => stream)).size).toBe(names.length)
  expect(new Set(names.map(({ subject }) => subject)).size).toBe(names.length)
  for (const { stream } of names) expect(stream).toMatch(/^[A-Za-z0-9_-]+$/)
})
