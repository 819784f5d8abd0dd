// Servers that speak garbage: clients try again, and nothing of it reaches their owners.
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'
import { expect, it, vi } from 'vitest'
import { openTransport } from '../../bus/adapters/open-transport.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { options } from '../conformance/transport-beds.ts'

const info =
  'INFO {"server_id":"x","version":"2.10.0","max_payload":1048576,"headers":true,"proto":1}\r\n'
const greetings = {
  nothing: '',
  'a NATS server': info,
  'a NATS server that answers pings': `${info}PONG\r\n`,
  'an MQTT broker': Buffer.from([0x20, 2, 0, 0]),
}

it.each(
  Object.entries(greetings).flatMap(([name, hello]) =>
    ['nats', 'mqtt'].map((kind) => [kind, name, hello] as const),
  ),
)('B15: %s clients live through garbage after %s', async (kind, _, hello) => {
  vi.spyOn(console, 'log').mockImplementation(() => {})
  const draw = random('garbage')
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {})
    socket.write(hello)
    for (let i = 0; i < 20; i++)
      socket.write(Uint8Array.from({ length: 100 }, () => draw.below(256)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  const transport = openTransport(`${kind}://127.0.0.1:${port}`, {
    ...options(kind),
    silenceMs: 600,
  })
  if (isFault(transport)) throw transport
  const heard: unknown[] = []
  transport.subscribe('>', (message) => heard.push(message))
  for (let tries = 0; tries < 3; tries++) await once(server, 'connection')
  expect(heard).toEqual([])
  await new Promise<void>((done) => transport.close(done))
  server.close()
})
