// HTTP servers and clients against their suite.
import { readFileSync } from 'node:fs'
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

const file = (name: string) => readFileSync(`test/support/tls/${name}`)
const tls = { key: file('server.key'), cert: file('server.pem'), ca: file('ca.pem') }
httpConformance('over TLS, which is renewed', () => {
  let renewed: () => void = () => undefined
  return {
    server: openHttpServer({
      tls: {
        now: () => tls,
        watch: (each) => {
          renewed = each
          return () => undefined
        },
      },
    }),
    clientOf: ({ host, port }) =>
      openHttpClient({
        url: `https://${host}:${port}`,
        credentials: (done) => {
          renewed()
          done({ headers: {}, tls: { ca: tls.ca } })
        },
      }),
  }
})

const bed = openSimBed()
afterAll(bed.close)
httpConformance('simulated', () => ({
  server: createSimHttpServer(bed.host('127.0.0.1')),
  clientOf: (at) => createSimHttpClient(bed.host('client'), at),
}))
