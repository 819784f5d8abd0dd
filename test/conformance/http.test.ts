// HTTP servers and clients against their suite.
import { openHttpClient } from '../../bus/adapters/http-client.ts'
import { openHttpServer } from '../../bus/adapters/http-server.ts'
import { memoryHttpServer } from '../../bus/adapters/memory-http.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { httpConformance } from './http.ts'

httpConformance('in memory', () => {
  const server = memoryHttpServer(systemClock)
  return { server, clientOf: () => server.client }
})

httpConformance('over sockets', () => ({
  server: openHttpServer(),
  clientOf: ({ host, port }) => openHttpClient({ url: `http://${host}:${port}` }),
}))
