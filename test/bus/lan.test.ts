// Connections on the LAN come from the address that they should come from.
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { createMqttLan } from '../../bus/adapters/mqtt-lan.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { createTcpPipes } from '../../bus/adapters/tcp-pipes.ts'
import type { LanBroker } from '../../bus/lan.ts'
import type { Message, Transport } from '../../bus/transport.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'

const lan = createMqttLan({
  clock: systemClock,
  random: random(1),
  tap: () => {},
  silenceMs: 1_500,
})

/** The address that a listener sees of whoever dials it. */
async function seen(dial: (port: number) => void): Promise<string | undefined> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  dial(typeof bound === 'object' && bound !== null ? bound.port : 0)
  const [socket] = (await once(server, 'connection')) as [Socket]
  const address = socket.remoteAddress
  socket.destroy()
  server.close()
  return address
}

const closed = (one: Transport | LanBroker) => new Promise<void>((done) => one.close(done))

it('B27: what is dialled on the LAN comes from the address it is bound to', async () => {
  let transport: Transport | undefined
  const mqtt = await seen((port) => {
    transport = lan.dial({ host: '127.0.0.1', port }, '127.77.1.2')
  })
  if (transport !== undefined) await closed(transport)
  const pipes = createTcpPipes({ clock: systemClock, from: '127.77.1.3' })
  const tcp = await seen((port) => {
    pipes.dial({ host: '127.0.0.1', port }, 1_000, (pipe) => isFault(pipe) || pipe.destroy())
  })
  expect([mqtt, tcp]).toEqual(['127.77.1.2', '127.77.1.3'])
})

it('B27: peers hear each other through the broker of one of them', async () => {
  const serve = (port: number) =>
    new Promise<LanBroker>((done, failed) =>
      lan.serve({ host: '127.77.1.1', port }, (outcome) =>
        isFault(outcome) ? failed(outcome) : done(outcome),
      ),
    )
  const broker = await serve(0)
  await expect(serve(broker.address.port)).rejects.toMatchObject({ code: 'PORT_IN_USE' })
  const peer = lan.dial(broker.address, '127.77.1.2')
  const heard = new Promise<Message>((done) => peer.subscribe('x', done))
  await new Promise<void>((up) => peer.watch((link) => link === 'up' && up()))
  broker.transport.publish('x', Uint8Array.of(7))
  expect([...(await heard).bytes]).toEqual([7])
  await closed(peer)
  await closed(broker)
})
