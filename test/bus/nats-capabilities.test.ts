// What is asked of a nats-server depends on its version.
import { expect, it, onTestFinished } from 'vitest'
import { createNatsTransport } from '../../bus/adapters/nats-transport.ts'
import { wantedStream } from '../../bus/adapters/nats-stream.ts'
import { natsFeatures, natsHas, natsWarnings } from '../../bus/nats-capabilities.ts'
import type { NatsFeatureName } from '../../bus/nats-capabilities.ts'
import type { Link } from '../../bus/transport.ts'
import { options } from '../conformance/transport-beds.ts'
import { describeNats, startNats } from '../servers.ts'

it('B86: features follow the version; an unreadable version has none', () => {
  const has = (version: string) =>
    (Object.keys(natsFeatures) as NatsFeatureName[]).filter((name) => natsHas(version, name))
  expect(has('2.9.9')).toEqual([])
  expect(has('2.9.10')).toEqual(['baseline', 'keptStreams'])
  expect(has('2.10.0-RC.1')).toEqual(['baseline', 'syncedStreams', 'keptStreams', 'compression'])
  expect(has('2.10.22')).not.toContain('keptStreams')
  expect(has('2.10.27')).toContain('keptStreams')
  expect(has('v2.15.1')).toEqual(Object.keys(natsFeatures))
  expect(has('3.0.0')).toEqual(Object.keys(natsFeatures))
  expect(has('newest')).toEqual([])
})

it('B86: what is missing is emulated, refused or warned of, and said in words', () => {
  for (const { missing, without } of Object.values(natsFeatures)) {
    expect(['emulated', 'refused', 'warned']).toContain(missing)
    expect(without.length).toBeGreaterThan(20)
  }
  expect(natsWarnings('2.9.10')).toEqual([natsFeatures.syncedStreams.without])
  expect(natsWarnings('2.10.21')).toEqual([natsFeatures.keptStreams.without])
  expect(natsWarnings('2.10.27')).toEqual([])
  expect(natsWarnings('2.10.27', 'copies')).toEqual([natsFeatures.lastingCopies.without])
  expect(natsWarnings('2.15.1', 'copies')).toEqual([])
})

it('B86: no log is kept on a server that Causeway was never tried on', () => {
  const options = { stream: 's', subject: 'a' }
  expect(wantedStream(options, '2.9.9')).toMatchObject({ code: 'REFUSED' })
  expect(wantedStream({ ...options, replicas: 3 }, '2.10.18')).toMatchObject({ code: 'REFUSED' })
  expect(wantedStream({ ...options, replicas: 3 }, '2.10.19')).toMatchObject({ num_replicas: 3 })
})

describeNats('a real bus', (binary) => {
  it('B19: a server that cannot be made durable is warned of, and only such a one', async () => {
    const server = await startNats('', binary)
    onTestFinished(server.remove)
    const told: unknown[] = []
    const transport = createNatsTransport({
      ...options('nats'),
      tap: (level, _, fields) => level === 'debug' || told.push(fields?.['why']),
      servers: [`127.0.0.1:${server.port}`],
    })
    await new Promise<void>((up) => transport.watch((link: Link) => link === 'up' && up()))
    expect(transport.supports.streams).toBe(true)
    expect(told).toEqual(natsWarnings(binary.version ?? ''))
    await new Promise<void>((done) => transport.close(done))
  })
})
