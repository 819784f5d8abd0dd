// The log suite against every nats-server there is, and what only such a server can do to a log.
import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import type { JetStreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { expect, it, onTestFinished } from 'vitest'
import { openNatsLog } from '../../bus/adapters/nats-log.ts'
import type { NatsLogOptions } from '../../bus/adapters/nats-log.ts'
import { ensureStream, wantedStream } from '../../bus/adapters/nats-stream.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import type { Log, LogEntry, LogInfo } from '../../bus/log.ts'
import { natsHas, natsWarnings } from '../../bus/nats-capabilities.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { startNatsCluster } from '../nats-cluster.ts'
import { describeNats, startNats } from '../servers.ts'
import type { NatsBinary, RunningServer } from '../servers.ts'
import { openCuttable } from '../support/cuttable.ts'
import { answered, append, closed, entries, good, logConformance } from './log.ts'
import { logFaultConformance } from './log-faults.ts'
import type { FaultyLogBed, LogFaults } from './log-faults.ts'

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

const opened = (port: number, stream: string, more: Partial<NatsLogOptions> = {}) =>
  good<Log>((done) => openNatsLog({ ...natsLog(port, stream), ...more }, done))

/** A server until the test ends. */
async function served(
  binary: NatsBinary,
  config = '',
  streams: string | false = '',
): Promise<RunningServer> {
  const server = await startNats(config, binary, streams)
  onTestFinished(server.remove)
  return server
}

/** Uses the server's own interface to streams. */
async function managed<T>(port: number, use: (manager: JetStreamManager) => Promise<T>) {
  const connection = await connect({ servers: `127.0.0.1:${port}` })
  const outcome = await use(await jetstreamManager(connection))
  await connection.close()
  return outcome
}

const faultsOf = (server: RunningServer): LogFaults => {
  const stopped = async (change: () => void) => {
    await server.stop()
    change()
    await server.start()
  }
  return {
    restart: server.restart,
    wipe: () => stopped(server.files.remove),
    copy: async () => {
      let back = () => {}
      await stopped(() => {
        back = server.files.copy()
      })
      return () => stopped(back)
    },
    purge: (name) => managed(server.port, async ({ streams }) => void (await streams.purge(name))),
    remove: (name) =>
      managed(server.port, async ({ streams }) => void (await streams.delete(name))),
  }
}

/** Waits until the server has forgotten ids that are older than this call. */
async function windowIsOver(port: number): Promise<void> {
  const probe = await opened(port, 'window')
  const [subject = ''] = await managed(port, async ({ streams }) => {
    const { config } = await streams.info('window')
    return config.subjects ?? []
  })
  const connection = await connect({ servers: `127.0.0.1:${port}` })
  const say = () => jetstream(connection).publish(subject, '', { msgID: 'x' })
  await say()
  while ((await say()).duplicate) continue
  await connection.close()
  await closed(probe)
}

/** Asks until there is an answer: a cluster has no leader for a while. */
async function certain<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch (fault) {
      if (!isFault(fault) || fault.retry === 'never') throw fault
      await new Promise((later) => setTimeout(later, 100))
    }
  }
}

/** Appends until something is in that place; where an answer was lost, what is there tells. */
async function settledAppend(log: Log, text: string, expectedLast: number) {
  let isKnown = true
  for (;;) {
    const outcome = await append(log, text, expectedLast)
    if (outcome !== 'UNREACHABLE' && outcome !== 'TIMEOUT' && isKnown) return outcome
    isKnown = false
    const { last } = await certain(() => good<LogInfo>(log.info))
    if (last === expectedLast) continue
    const [there] = await certain(() =>
      good<readonly LogEntry[]>((d) => log.read(expectedLast, 1, d)),
    )
    const isOurs = there !== undefined && new TextDecoder().decode(there.bytes) === text
    return isOurs ? expectedLast + 1 : 'SEQUENCE_EXPECTED'
  }
}

describeNats('a real log', (binary) => {
  const version = binary.version ?? ''

  const bed = async (): Promise<FaultyLogBed> => {
    const server = await startNats('', binary)
    return {
      open: (name) => opened(server.port, name),
      reopens: true,
      faults: faultsOf(server),
      close: server.remove,
    }
  }
  logConformance('nats', bed)
  logFaultConformance('nats', bed)

  it('B37: an append whose answer was lost is found to be there, not called a conflict', async () => {
    const server = await served(binary)
    const door = await openCuttable(server.port)
    const log = await opened(door.port, 'lost')
    const other = await opened(server.port, 'lost')
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
    await closed(log)
    await closed(other)
    door.close()
  })

  it('B104: an acknowledgement of another place than the one that was asked for is none', async () => {
    const server = await served(binary)
    const log = await opened(server.port, 'early')
    await managed(server.port, (manager) => manager.streams.delete('early'))
    const early = await connect({ servers: `127.0.0.1:${server.port}` })
    early.subscribe('cw.test.log.early.>', {
      callback: (_, tried) => void tried.respond('{"stream":"early","seq":0,"duplicate":true}'),
    })
    await early.flush()
    expect(await append(log, 'x', 0)).toBe('TIMEOUT')
    await closed(log)
    await early.close()
  })

  it('B38: a stream of another shape and a lost server are told apart', async () => {
    const server = await served(binary)
    const log = await opened(server.port, 'shape')
    const other = { ...natsLog(server.port, 'shape'), subject: 'two' }
    expect(await answered<Log>((done) => openNatsLog(other, done))).toMatchObject({
      code: 'CONFIG_INVALID',
    })
    const before = await good<LogInfo>(log.info)
    await server.stop()
    expect(await append(log, 'x', 0)).toMatch(/UNREACHABLE|TIMEOUT/)
    expect(await answered(log.info)).toMatchObject({ code: 'UNREACHABLE' })
    await server.start()
    expect(await append(log, 'x', 0)).toBe(1)
    expect(await good<LogInfo>(log.info)).toMatchObject({ incarnation: before.incarnation })
    await closed(log)
  })

  it('B87: what was stored is compared on each new connection, and when it is asked for', async () => {
    const server = await served(binary)
    const log = await opened(server.port, 'changed')
    expect(await append(log, 'x', 0)).toBe(1)
    await managed(server.port, async ({ streams }) => {
      await streams.update('changed', { discard: 'new' } as never)
    })
    expect(await answered(log.info)).toMatchObject({ code: 'CONFIG_INVALID' })
    await server.restart()
    let outcome = await append(log, 'x', 1)
    while (outcome === 'UNREACHABLE') outcome = await append(log, 'x', 1)
    expect(outcome).toBe('CONFIG_INVALID')
    await managed(server.port, async ({ streams }) => {
      await streams.update('changed', { discard: 'old' } as never)
    })
    expect(await append(log, 'x', 1)).toBe(2)
    await closed(log)
  })

  it('B87: an option that the server left out in silence is found by reading back', async () => {
    const server = await served(binary)
    await managed(server.port, async (manager) => {
      const options = natsLog(server.port, 'silent')
      const wanted = wantedStream(options, version)
      if (isFault(wanted)) throw wanted
      const asked = { ...wanted, allow_msg_ttl: true }
      const made = await ensureStream(manager, asked as never, options.subject).catch(
        (error: Error) => error,
      )
      if (natsHas(version, 'messageLife')) expect(made).toMatchObject({ first: 1, last: 0 })
      else expect(made).toMatchObject({ code: 'CONFIG_INVALID' })
    })
  })

  it('B86: logs are compressed where the server can, also those of its older versions', async () => {
    const server = await served(binary)
    await closed(await opened(server.port, 'plain'))
    const stored = () =>
      managed(server.port, async ({ streams }) => (await streams.info('plain')).config.compression)
    expect(await stored()).toBe(natsHas(version, 'compression') ? 's2' : undefined)
    if (!natsHas(version, 'compression')) return
    await managed(server.port, async ({ streams }) => {
      await streams.update('plain', { compression: 'none' } as never)
    })
    await closed(await opened(server.port, 'plain'))
    expect(await stored()).toBe('s2')
  })

  it('B86: only a server that can sync each write is durable, and it can be told to', async () => {
    const plain = await served(binary)
    const log = await opened(plain.port, 'durable')
    expect(log.supports.durable).toBe(natsHas(version, 'syncedStreams'))
    await closed(log)
    const synced = startNats('', binary, 'sync_interval: always')
    if (!natsHas(version, 'syncedStreams')) return expect(synced).rejects.toThrow('ended')
    const server = await synced
    onTestFinished(server.remove)
    const careful = await opened(server.port, 'durable')
    expect(await append(careful, 'x', 0)).toBe(1)
    await closed(careful)
  })

  it('B86: several copies are refused where two writers may both be first', async () => {
    const server = await served(binary)
    const options = { ...natsLog(server.port, 'copies'), replicas: 3 }
    const outcome = await answered<Log>((done) => openNatsLog(options, done))
    if (!isFault(outcome)) throw new Error('one server cannot keep three copies')
    expect(outcome.code).toBe('REFUSED')
    const ours = 'expected nats-server 2.10.19 or later'
    expect(outcome.message.startsWith(ours)).toBe(!natsHas(version, 'fencedReplicas'))
  })

  it('B88: a server without JetStream is UNSUPPORTED, and what it does not take is TOO_LARGE', async () => {
    const small = await served(binary, 'max_payload: 64KB')
    const log = await opened(small.port, 'small')
    expect(await append(log, new Uint8Array(65_536), 0)).toBe('TOO_LARGE')
    expect(await append(log, new Uint8Array(60_000), 0)).toBe(1)
    await closed(log)
    const without = await served(binary, '', false)
    const outcome = await answered<Log>((done) => openNatsLog(natsLog(without.port, 'no'), done))
    expect(outcome).toMatchObject({ code: 'UNSUPPORTED' })
  })

  if (!natsHas(version, 'fencedReplicas')) return
  it('B86: of writers of three copies one is first; the copies outlive a server, and where they last one after the other', async () => {
    const servers = await startNatsCluster(binary)
    onTestFinished(async () => {
      for (const server of servers) await server.remove()
    })
    const addresses = servers.map(({ port }) => `127.0.0.1:${port}`)
    const warned = new Set<unknown>()
    const open = (first: number) =>
      opened(0, 'copies', {
        servers: [...addresses.slice(first), ...addresses.slice(0, first)],
        replicas: 3,
        timeoutMs: 500,
        tap: (_level, _what, fields) => warned.add(fields?.['why']),
      })
    const [one, other] = [await certain(() => open(0)), await certain(() => open(1))]
    expect(warned).toEqual(new Set(natsWarnings(version, 'copies')))
    let last = 0
    for (const [n, server] of servers.entries()) {
      for (let i = 0; i < 10; i++, last++) {
        const both = [one, other].map((log, w) => settledAppend(log, `${last} ${w}`, last))
        expect((await Promise.all(both)).toSorted()).toEqual([last + 1, 'SEQUENCE_EXPECTED'])
      }
      if (n === 0 || natsHas(version, 'lastingCopies')) await server.restart()
    }
    // A server that has just come back may answer stale; what it acknowledged it must have in the end.
    const told = (): Promise<LogInfo> => certain(() => good<LogInfo>(one.info))
    await expect.poll(told, { timeout: 20_000 }).toMatchObject({ first: 1, last })
    await closed(one)
    await closed(other)
  }, 240_000)
})
