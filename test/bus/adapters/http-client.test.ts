// The HTTP client where things go wrong before anything is sent, and where a request is given up.
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { expect, it } from 'vitest'
import { openHttpClient } from '../../../bus/adapters/http-client.ts'
import type { HttpTarget } from '../../../bus/adapters/http-client.ts'
import { Fault } from '../../../src/kernel/fault.ts'

/** How a request to a port where nobody listens ends. */
function ended(path: string, headers: Record<string, string>, target: Partial<HttpTarget> = {}) {
  const client = openHttpClient({ url: 'http://127.0.0.1:1', ...target })
  return new Promise<string | undefined>((resolve) => {
    client.request(
      { method: 'GET', path, headers, body: new Uint8Array() },
      {
        head: () => undefined,
        chunk: () => undefined,
        end: (fault) => {
          client.close()
          resolve(fault?.code)
        },
      },
    )
  })
}

it('a path or header that HTTP cannot carry is a fault, not a crash', async () => {
  expect(await ended('/a b', {})).toBe('MALFORMED')
  expect(await ended('/a', { 'x-odd': 'a\nb' })).toBe('MALFORMED')
})

it('a refused connection is told as such', async () => {
  expect(await ended('/a', {})).toBe('REFUSED')
})

it('without credentials nothing is sent', async () => {
  const wrong = new Fault('CONFIG_INVALID', 'no such plugin')
  expect(await ended('/a', {}, { credentials: (done) => done(wrong) })).toBe('CONFIG_INVALID')
})

const file = (name: string) => readFileSync(`test/support/tls/${name}`)
const overTls = () => createTlsServer({ key: file('server.key'), cert: file('server.pem') })
const anonymous = { headers: {}, tls: { ca: file('ca.pem') } }

const listening = (server: Server, done: (port: number) => void): void =>
  void server.listen(0, '127.0.0.1', () => done((server.address() as AddressInfo).port))

/** How the connection of a request ends that is given up after its server has begun to answer so. */
const endSeen = (secure: boolean, answer = '') =>
  new Promise<string>((resolve, reject) => {
    let giveUp: () => void = () => undefined
    const server = secure ? overTls() : createServer()
    server.on('tlsClientError', reject)
    server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () => (answer === '' ? giveUp() : void socket.write(answer)))
    })
    // Beneath TLS, where an end and a reset look different.
    const passage = createServer((near) => {
      const far = connect((server.address() as AddressInfo).port, '127.0.0.1')
      const over = (how: string): void => {
        client.close()
        far.destroy()
        server.close(() => passage.close(() => resolve(how)))
      }
      far.on('error', () => undefined)
      near.on('error', (error: NodeJS.ErrnoException) => over(error.code ?? error.message))
      near.on('end', () => over('end'))
      near.pipe(far).pipe(near)
    })
    let client = openHttpClient({ url: 'http://127.0.0.1:1' })
    listening(server, () =>
      listening(passage, (port) => {
        const url = `${secure ? 'https' : 'http'}://127.0.0.1:${port}`
        client = openHttpClient({ url, credentials: (done) => done(anonymous) })
        giveUp = client.request(
          { method: 'PUT', path: '/', headers: {}, body: new Uint8Array(9) },
          { head: () => giveUp(), chunk: () => undefined, end: () => undefined },
        )
      }),
    )
  })

it('K47: a request that is given up unanswered is reset, so that what has not arrived never does', async () => {
  expect([await endSeen(false), await endSeen(true)]).toEqual(['ECONNRESET', 'ECONNRESET'])
})

it('K47: one whose answer has begun just ends', async () => {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1234'
  expect([await endSeen(false, answer), await endSeen(true, answer)]).toEqual(['end', 'end'])
})
