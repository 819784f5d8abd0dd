// The log suite against every log there is.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jetstream } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { expect, it, onTestFinished } from 'vitest'
import { openLevelStore } from '../../bus/adapters/level-store.ts'
import { createMemoryLog } from '../../bus/adapters/memory-log.ts'
import type { MemoryLog } from '../../bus/adapters/memory-log.ts'
import { createMemoryDisk } from '../../bus/adapters/memory-store.ts'
import { openNatsLog } from '../../bus/adapters/nats-log.ts'
import type { NatsLogOptions } from '../../bus/adapters/nats-log.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { Log } from '../../bus/log.ts'
import { openStoreLog } from '../../bus/store-log.ts'
import type { Store } from '../../bus/store.ts'
import { logStream } from '../../schemas/log-names.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { describeWith, startNats } from '../servers.ts'
import { openCuttable } from '../support/cuttable.ts'
import { answered, append, entries, logConformance } from './log.ts'
import type { LogBed } from './log.ts'

/** An outcome, or the test fails. */
async function good<T>(call: (done: (outcome: T | Fault) => void) => void): Promise<T> {
  const outcome = await answered(call)
  if (isFault(outcome)) throw outcome
  return outcome
}

logConformance('memory', () => {
  const logs = new Map<string, MemoryLog>()
  const open = (name: string) => {
    const log = logs.get(name) ?? createMemoryLog(systemClock, name)
    logs.set(name, log)
    return Promise.resolve(log.open())
  }
  return Promise.resolve({ open, reopens: true, close: () => Promise.resolve() })
})

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

/** Waits until the server has forgotten ids that are older than this call. */
async function windowIsOver(port: number): Promise<void> {
  const name = 'window'
  const probe = await good<Log>((done) => openNatsLog(natsLog(port, name), done))
  const connection = await connect({ servers: `127.0.0.1:${port}` })
  const say = () => jetstream(connection).publish(natsLog(port, name).subject, '', { msgID: 'x' })
  await say()
  while ((await say()).duplicate) continue
  await connection.close()
  await new Promise<void>((done) => probe.close(done))
}

const natsLog = (port: number, stream: string): NatsLogOptions => ({
  clock: systemClock,
  tap: () => {},
  name: 'nats',
  servers: [`127.0.0.1:${port}`],
  silenceMs: 3_000,
  timeoutMs: 5_000,
  stream,
  subject: `cw.test.log.${stream}`,
})

describeWith('nats-server', 'a real server', () => {
  logConformance('nats', async () => {
    const server = await startNats()
    return {
      open: (name) => good<Log>((done) => openNatsLog(natsLog(server.port, name), done)),
      reopens: true,
      close: server.remove,
    }
  })

  it('B37: an append whose answer was lost is found to be there, not called a conflict', async () => {
    const server = await startNats()
    onTestFinished(server.remove)
    const door = await openCuttable(server.port)
    const log = await good<Log>((done) => openNatsLog(natsLog(door.port, 'lost'), done))
    const other = await good<Log>((done) => openNatsLog(natsLog(server.port, 'lost'), done))
    expect(await append(log, 'first', 0)).toBe(1)
    door.cutAnswers()
    const waiting = append(log, 'second', 1)
    let there: readonly string[] | string = []
    while (there.length < 2) there = await entries(other, 0, 10)
    // A server that starts after its window for duplicates knows nothing of the first try.
    await windowIsOver(server.port)
    await server.restart()
    door.cut({ reset: true })
    door.heal()
    expect(await waiting).toBe(2)
    expect(await append(log, 'third', 2)).toBe(3)
    expect(await append(other, 'late', 2)).toBe('SEQUENCE_EXPECTED')
    for (const one of [log, other]) await new Promise<void>((done) => one.close(done))
    door.close()
  })

  it('B38: a stream of another shape, a lost stream and a lost server are told apart', async () => {
    const server = await startNats()
    onTestFinished(server.remove)
    const open = (stream: string, subject: string) =>
      answered<Log>((done) => openNatsLog({ ...natsLog(server.port, stream), subject }, done))
    const log = await open('shape', 'one')
    if (isFault(log)) throw log
    expect(await open('shape', 'two')).toMatchObject({ code: 'CONFIG_INVALID' })
    const before = await good<{ incarnation: string }>(log.info)
    await server.stop()
    expect(await append(log, 'x', 0)).toMatch(/UNREACHABLE|TIMEOUT/)
    await server.start()
    expect(await append(log, 'x', 0)).toBe(1)
    expect(await good<{ incarnation: string }>(log.info)).toMatchObject({
      incarnation: before.incarnation,
    })
    await new Promise<void>((done) => log.close(done))
  })
})

it('B38: the streams of two clusters never share a name or a subject', () => {
  const names = ['a', 'A', 'a.b', 'a_b', 'a_2e_b', '', 'ü', '*'].map((cluster) =>
    logStream('LOG', cluster, 3),
  )
  expect(new Set(names.map(({ stream }) => stream)).size).toBe(names.length)
  expect(new Set(names.map(({ subject }) => subject)).size).toBe(names.length)
  for (const { stream } of names) expect(stream).toMatch(/^[A-Za-z0-9_-]+$/)
})
