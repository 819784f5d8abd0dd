// The local API's watches and the heads of requests on real sockets: readers who stop, and bytes that are no request.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import type { HttpHandler } from '../../../bus/adapters/memory-http.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import type { Listener } from '../../../bus/pipe.ts'
import { Watches } from '../../../edge/api/watches.ts'
import { isFault } from '../../../src/kernel/fault.ts'
import type { WatchAnswer } from '../../../src/objects/read-answer.ts'
import { ask, contextOf } from '../../objects/ask.ts'
import { mirrorStore } from '../../support/mirror-store.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close()
})

const listen = (handle: HttpHandler): Promise<Listener> =>
  new Promise((resolve, reject) =>
    openHttpServer().listen({ host: '127.0.0.1', port: 0 }, handle, (outcome) => {
      if (isFault(outcome)) return reject(outcome)
      closers.push(() => new Promise<void>((done) => outcome.close(done)))
      resolve(outcome)
    }),
  )

/** A client that writes what it likes, and reads nothing until it is told to. */
function client(port: number, text: string) {
  let [first, last, bytes, over] = ['', '', 0, false]
  const socket: Socket = connect(port, '127.0.0.1', () => socket.write(text))
  socket.setEncoding('latin1').pause()
  socket
    .on('error', () => {})
    .on('data', (part: string) => {
      first = first === '' ? part.slice(0, 100) : first
      last = (last + part).slice(-100)
      bytes += part.length
    })
  socket.on('close', () => (over = true))
  closers.push(() => socket.destroy())
  const read = () => socket.resume()
  return { read, first: () => first, last: () => last, bytes: () => bytes, over: () => over }
}

const configMaps = { group: '', resource: 'configmaps' }
const watch = 'GET /watch HTTP/1.1\r\nhost: x\r\n\r\n'

it('A16: on sockets, a reader who stops reading is dropped alone, and what waits for him is let go', async () => {
  const store = mirrorStore()
  const watches = new Watches(systemClock, 1 << 20)
  const { address } = await listen((_request, reply) => {
    const answer = ask(contextOf(store), '/api/v1/configmaps?watch=1')
    watches.begin(configMaps, answer as WatchAnswer, reply)
  })
  const [stopped, quick] = [client(address.port, watch), client(address.port, watch)]
  quick.read()
  await expect.poll(() => watches.count).toBe(2)
  const data = { k: 'x'.repeat(1_000_000) }
  // Far more than all buffers on the way hold.
  for (let n = 1; n <= 24; n++) {
    const metadata = { name: `a${n}`, namespace: 'default' }
    store.put(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data })
    await expect.poll(quick.bytes, { interval: 1 }).toBeGreaterThan(n * 1_000_000)
  }
  stopped.read()
  await expect.poll(() => watches.count).toBe(1)
  await expect.poll(stopped.last).toMatch(/\r\n0\r\n\r\n$/)
  expect(stopped.bytes()).toBeLessThan(quick.bytes() / 2)
  expect(quick.over()).toBe(false)
})

/** Heads that are none, with the code they are refused with. */
const heads: readonly (readonly [what: string, text: string, status: number])[] = [
  ['no request line', 'hello\r\n\r\n', 400],
  ['a header without a name', 'GET / HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n', 400],
  ['a header of control characters', 'GET / HTTP/1.1\r\nhost: x\r\na: \u0001\r\n\r\n', 400],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
    400,
  ],
  ['a length that is none', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n', 400],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  [
    'a chunk without a size',
    'POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nz\r\n',
    400,
  ],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['a huge header', `GET / HTTP/1.1\r\nhost: x\r\na: ${'a'.repeat(2 << 20)}\r\n\r\n`, 431],
]

it('A28: on sockets, what is no request is refused, and others are served on', async () => {
  let asked = 0
  const { address } = await listen((_request, reply) => {
    asked += 1
    reply.send(200, {}, new Uint8Array())
  })
  for (const [what, text, status] of heads) {
    const one = client(address.port, text)
    one.read()
    await expect.poll(one.over, { message: what }).toBe(true)
    expect([what, one.first().slice(0, 12)]).toEqual([what, `HTTP/1.1 ${status}`])
  }
  expect(asked).toBe(0)
  const well = client(address.port, 'GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
  well.read()
  await expect.poll(well.first).toMatch(/^HTTP\/1.1 200/)
})
