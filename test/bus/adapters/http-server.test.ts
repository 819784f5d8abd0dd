// The HTTP server on sockets: bounds, slow readers, certificates, protocols it does not speak.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { openHttpClient } from '../../../bus/adapters/http-client.ts'
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import type { HttpServerOptions } from '../../../bus/adapters/http-server.ts'
import type { HttpHandler } from '../../../bus/adapters/memory-http.ts'
import type { Peer } from '../../../bus/http.ts'
import type { Listener } from '../../../bus/pipe.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import { ask } from '../../conformance/http.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const listen = (handle: HttpHandler, options?: Partial<HttpServerOptions>): Promise<Listener> =>
  new Promise((resolve, reject) =>
    openHttpServer(options).listen({ host: '127.0.0.1', port: 0 }, handle, (outcome) => {
      if (isFault(outcome)) return reject(outcome)
      closers.push(() => new Promise<void>((done) => outcome.close(done)))
      resolve(outcome)
    }),
  )

const clientOf = ({ address }: Listener, scheme = 'http', tls = {}) => {
  const url = `${scheme}://127.0.0.1:${address.port}`
  const client = openHttpClient({ url, credentials: (done) => done({ headers: {}, tls }) })
  closers.push(client.close)
  return client
}
const post = (length: number) => ({
  method: 'POST',
  path: '/',
  headers: {},
  body: new Uint8Array(length),
})
const ok: HttpHandler = (_request, reply) => reply.send(200, {}, new Uint8Array())

it('K43: a body over the bound is answered 413, one at the bound is not', async () => {
  const client = clientOf(await listen(ok, { bodyBytesMax: 1000 }))
  expect((await ask(client, post(1000))).status).toBe(200)
  expect((await ask(client, post(1001))).status).toBe(413)
  expect((await ask(client, post(1000))).status).toBe(200)
})

/** What a raw client reads until the server closes. */
const raw = (port: number, text: string, read = true): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let received = ''
    if (read) socket.on('data', (bytes) => (received += bytes.toString()))
    socket.on('close', () => resolve(received))
    socket.on('error', () => undefined)
    closers.push(() => socket.destroy())
  })

it('A88: paths and headers of a megabyte are taken, each of them, as by a real API server; larger ones are 431', async () => {
  const seen: { headers: number; path: number }[] = []
  const { address } = await listen((request, reply) => {
    seen.push({ headers: Object.keys(request.headers).length, path: request.path.length })
    reply.send(200, {}, new Uint8Array())
  })
  const many = Array.from({ length: 4_000 }, (_, n) => `x-${n}: ${'v'.repeat(200)}`)
  const head = (path: string, headers: readonly string[]) =>
    [`GET ${path} HTTP/1.1`, 'host: x', 'connection: close', ...headers, '', ''].join('\r\n')
  const long = `/${'p'.repeat(900_000)}`
  for (const text of [head('/', many), head(long, []), head('/', [`a: ${'v'.repeat(900_000)}`])])
    expect(await raw(address.port, text)).toMatch(/^HTTP\/1\.1 200/)
  expect(seen).toEqual([
    { headers: 4_002, path: 1 },
    { headers: 2, path: long.length },
    { headers: 3, path: 1 },
  ])
  for (const text of [head('/', [...many, ...many]), head(`${long}${long}`, [])])
    expect(await raw(address.port, text)).toMatch(/^HTTP\/1\.1 431/)
  expect(seen).toHaveLength(3)
})

it('K43: a body over the bound whose length is not told is answered 413 too', async () => {
  const { address } = await listen(ok, { bodyBytesMax: 10 })
  const head = 'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n'
  const received = await raw(address.port, `${head}10\r\n0123456789abcdef\r\n`)
  expect(received).toMatch(/^HTTP\/1\.1 413 /)
})

it('K44: a writer is told to wait for a slow reader, and to go on when it has read', async () => {
  const chunk = new Uint8Array(1024 * 1024)
  let written = 0
  const { address } = await listen((_request, reply) => {
    const pump = () => {
      while (written < 64) {
        written += 1
        if (!stream.write(chunk)) return
      }
      stream.end()
    }
    const stream = reply.stream(200, {}, { drained: pump, closed: () => undefined })
    pump()
  })
  const socket = connect(address.port, '127.0.0.1')
  closers.push(() => socket.destroy())
  socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  await expect.poll(() => written).toBeGreaterThan(0)
  expect(written).toBeLessThan(64)
  let length = 0
  socket.on('data', (bytes) => (length += bytes.length))
  await new Promise((resolve) => socket.on('close', resolve))
  expect(length).toBeGreaterThanOrEqual(64 * chunk.length)
})

it('K44: a reader who leaves an answer unread for too long is dropped', async () => {
  let closed = 0
  const { address } = await listen(
    (_request, reply) => {
      const pump = () => {
        while (stream.write(new Uint8Array(1024 * 1024)));
      }
      const stream = reply.stream(200, {}, { drained: pump, closed: () => void (closed += 1) })
      pump()
    },
    { stalledMsMax: 20 },
  )
  void raw(address.port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n', false)
  await expect.poll(() => closed).toBe(1)
})

it('K45: over TLS the peer is known by its verified certificate, and only by that', async () => {
  const file = (name: string) => readFileSync(`test/support/tls/${name}`)
  const peers: Peer[] = []
  const listener = await listen(
    (_request, reply, peer) => {
      peers.push(peer)
      reply.send(200, {}, new Uint8Array())
    },
    { tls: { key: file('server.key'), cert: file('server.pem'), ca: file('ca.pem') } },
  )
  const ca = file('ca.pem')
  const shown = { ca, key: file('client.key'), cert: file('client.pem') }
  await ask(clientOf(listener, 'https', shown), post(0))
  await ask(clientOf(listener, 'https', { ca }), post(0))
  expect(peers[0]?.certificate?.commonName).toBeTruthy()
  expect(peers[1]).toEqual({ address: '127.0.0.1' })
})

it('K46: a request for another protocol is answered like any other', async () => {
  const { address } = await listen((_request, reply) => {
    reply.send(501, {}, new TextEncoder().encode('not here'))
  })
  const head = 'GET / HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'
  const received = await raw(address.port, head)
  expect(received).toMatch(/^HTTP\/1\.1 501 [^]*not here$/)
})

it('K46: whoever takes the other protocol has a pipe at each end, and half-close passes', async () => {
  const listener = await listen((_request, reply) => {
    const near = reply.upgrade?.(101, { connection: 'Upgrade', upgrade: 'echo' })
    near?.on({
      data: (bytes) => near.write(bytes),
      drained: () => undefined,
      ended: () => near.end(),
      closed: () => undefined,
    })
  })
  const client = clientOf(listener)
  const headers = { connection: 'Upgrade', upgrade: 'echo' }
  const told = await new Promise<string>((resolve, reject) => {
    client.request(
      { method: 'POST', path: '/', headers, body: new Uint8Array() },
      {
        head: () => reject(new Error('expected another protocol')),
        chunk: () => undefined,
        end: (fault) => reject(fault ?? new Error('expected another protocol')),
        upgraded: (status, answered, pipe) => {
          let text = `${status} ${answered['upgrade']} `
          pipe.on({
            data: (bytes) => (text += new TextDecoder().decode(bytes)),
            drained: () => undefined,
            ended: () => undefined,
            closed: () => resolve(text),
          })
          pipe.write(new TextEncoder().encode('there and back'))
          pipe.end()
        },
      },
    )
  })
  expect(told).toBe('101 echo there and back')
})
