// HTTP servers and clients against their suite.
import { afterAll } from 'vitest'
import { openHttpClient } from '../../bus/adapters/http-client.ts'
import { openHttpServer } from '../../bus/adapters/http-server.ts'
import { memoryHttpServer } from '../../bus/adapters/memory-http.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { createSimHttpClient } from '../../sim/network/http-client.ts'
import { createSimHttpServer } from '../../sim/network/http-server.ts'
import { openSimBed } from '../support/sim-bed.ts'
import { httpConformance } from './http.ts'

httpConformance('in memory', () => {
  const server = memoryHttpServer(systemClock)
  return { server, clientOf: () => server.client }
})

httpConformance('over sockets', () => ({
  server: openHttpServer(),
  clientOf: ({ host, port }) => openHttpClient({ url: `http://${host}:${port}` }),
}))

const bed = openSimBed()
afterAll(bed.close)
httpConformance('simulated', () => ({
  server: createSimHttpServer(bed.host('127.0.0.1')),
  clientOf: (at) => createSimHttpClient(bed.host('client'), at),
}))
