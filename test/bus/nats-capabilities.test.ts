// What is asked of a nats-server depends on its version.
import { expect, it, onTestFinished } from 'vitest'
import { createNatsTransport } from '../../bus/adapters/nats-transport.ts'
import { natsCapabilities } from '../../bus/nats-capabilities.ts'
import type { Link } from '../../bus/transport.ts'
import { options } from '../conformance/transport-beds.ts'
import { describeWith, startNats } from '../servers.ts'

it('B19: features follow the version; an unreadable version has none', () => {
  expect(natsCapabilities('2.9.9')).toEqual({ supported: false, canSync: false, strict: false })
  expect(natsCapabilities('2.9.10')).toEqual({ supported: true, canSync: false, strict: false })
  expect(natsCapabilities('2.10.0-RC.1')).toMatchObject({ canSync: true, strict: false })
  expect(natsCapabilities('v2.12.3')).toEqual({ supported: true, canSync: true, strict: true })
  expect(natsCapabilities('3.0.0')).toEqual({ supported: true, canSync: true, strict: true })
  expect(natsCapabilities('newest')).toMatchObject({ supported: false })
})

describeWith('nats-server', 'a real server', () => {
  it('B19: a server that cannot be made durable is warned of, and only such a one', async () => {
    const server = await startNats()
    onTestFinished(server.remove)
    const told: { what: string; version: unknown }[] = []
    const transport = createNatsTransport({
      ...options('nats'),
      tap: (level, what, fields) =>
        level === 'debug' || told.push({ what, version: fields?.['version'] }),
      servers: [`127.0.0.1:${server.port}`],
    })
    await new Promise<void>((up) => transport.watch((link: Link) => link === 'up' && up()))
    expect(transport.supports.streams).toBe(true)
    const old = told.filter(
      ({ version }) => typeof version === 'string' && !natsCapabilities(version).canSync,
    )
    expect(told).toEqual(old)
    await new Promise<void>((done) => transport.close(done))
  })
})
