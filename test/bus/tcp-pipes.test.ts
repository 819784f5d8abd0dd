// What TCP pipes must survive beyond the common suite.
import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { createTcpPipes } from '../../bus/adapters/tcp-pipes.ts'
import type { Pipe } from '../../bus/pipe.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'

it('B23: a dialled pipe that is reset is closed with a fault, and nothing is thrown', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  const pipes = createTcpPipes({ clock: systemClock })
  const fault = await new Promise<Fault | undefined>((resolve, reject) => {
    pipes.dial({ host: '127.0.0.1', port }, 5_000, (outcome: Pipe | Fault) => {
      if (isFault(outcome)) return reject(outcome)
      outcome.on({ data: () => {}, drained: () => {}, ended: () => {}, closed: resolve })
      outcome.write(new Uint8Array(100_000))
    })
  })
  expect(fault).toMatchObject({ code: 'UNREACHABLE' })
  server.close()
})
