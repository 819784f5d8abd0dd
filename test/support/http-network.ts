// HTTP servers at addresses in one process, and clients of whoever listens at one.
import { memoryHttpClient, type HttpHandler } from '../../bus/adapters/memory-http.ts'
import { formatAddress } from '../../bus/address.ts'
import type { Clock } from '../../bus/clock.ts'
import type { HttpClient, HttpServer } from '../../bus/http.ts'
import type { Address } from '../../bus/pipe.ts'
import { Fault } from '../../src/kernel/fault.ts'

/** A network in which each address has one listener at most. */
export function httpNetwork(clock: Clock) {
  const handlers = new Map<string, HttpHandler>()
  const server: HttpServer = {
    listen: (at, handle, done) =>
      clock.soon(() => {
        const text = formatAddress(at)
        if (handlers.has(text)) return done(new Fault('PORT_IN_USE', `expected ${text} to be free`))
        handlers.set(text, handle)
        const close = (closed: () => void) => {
          handlers.delete(text)
          clock.soon(closed)
        }
        done({ address: at, close })
      }),
  }
  const clientOf = (at: Address): HttpClient =>
    memoryHttpClient(clock, () => handlers.get(formatAddress(at)))
  return { server, clientOf, listening: (): readonly string[] => [...handlers.keys()].toSorted() }
}

/** What is answered to a GET, as `STATUS TEXT`, once `run` has let it come; empty while nothing has. */
export function got(http: HttpClient, path: string, run: () => void): string {
  let answer = ''
  http.request(
    { method: 'GET', path, headers: {}, body: new Uint8Array() },
    {
      head: (status) => (answer += `${status} `),
      chunk: (bytes) => (answer += new TextDecoder().decode(bytes)),
      end: (fault) => (answer += fault === undefined ? '' : fault.code),
    },
  )
  run()
  return answer
}
