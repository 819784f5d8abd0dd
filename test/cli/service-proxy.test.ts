// A node's service proxy on real sockets: a pod answers through it, and garbage does it no harm.
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openHttpClient } from '../../bus/adapters/http-client.ts'
import { openHttpServer } from '../../bus/adapters/http-server.ts'
import { memoryHttpClient, type HttpHandler } from '../../bus/adapters/memory-http.ts'
import { systemClock } from '../../bus/adapters/system-clock.ts'
import { formatAddress } from '../../bus/address.ts'
import type { HttpServer } from '../../bus/http.ts'
import { createPodDoors, type PodDoors } from '../../sim/kube/kubelet/pod-doors.ts'
import { createServiceProxy } from '../../sim/kube/proxy/service-proxy.ts'
import { doneOf, outcomeOf } from '../../src/cli/promise.ts'
import { isFault } from '../../src/kernel/fault.ts'
import { random } from '../../src/kernel/random.ts'
import { askThrough } from '../support/ask-proxy.ts'

/** Room for so many connections, or requests under way. */
const room = 20
const pod = { host: '127.200.0.9', port: 0 }
const proxyAt = { host: '127.200.0.1', port: 0 }

/** A server that takes any port, and says which in `at`. */
const anyPort = (server: HttpServer, at: { host: string; port: number }): HttpServer => ({
  listen: (asked, handle, done) =>
    server.listen({ ...asked, port: 0 }, handle, (outcome) => {
      if (!isFault(outcome)) at.port = outcome.address.port
      done(outcome)
    }),
})

/** An API that has one service with one endpoint, and whose watches are silent. */
const api: HttpHandler = ({ path }, reply) => {
  const handlers = { drained: () => undefined, closed: () => undefined }
  if (path.includes('watch=1')) return void reply.stream(200, {}, handlers)
  const meta = { metadata: { name: 'w', namespace: 'default', uid: 'u', resourceVersion: '1' } }
  const labels = { 'kubernetes.io/service-name': 'w' }
  const endpoints = [{ addresses: [pod.host], conditions: { ready: true } }]
  const item = path.includes('/services')
    ? { ...meta, spec: { clusterIP: '10.96.1.1', ports: [{ port: 80 }] } }
    : { metadata: { ...meta.metadata, labels }, endpoints, ports: [{ port: pod.port }] }
  const list = { metadata: { resourceVersion: '1' }, items: [item] }
  reply.send(200, {}, new TextEncoder().encode(JSON.stringify(list)))
}

let proxy: ReturnType<typeof createServiceProxy>
let doors: PodDoors
beforeAll(async () => {
  const podServer = anyPort(openHttpServer(), pod)
  doors = createPodDoors({ podServer, tap: () => undefined }, 'n1')
  const metadata = { name: 'w-1', namespace: 'default' }
  const spec = { containers: [{ name: 'c' }] }
  doors.open({ apiVersion: 'v1', kind: 'Pod', metadata, spec }, pod.host)
  await vi.waitFor(() => expect(pod.port).not.toBe(0))
  const ports = {
    clock: systemClock,
    random: random('proxy'),
    http: memoryHttpClient(systemClock, () => api),
    server: anyPort(openHttpServer({ connectionsMax: room }), proxyAt),
    clientOf: (at: typeof pod) => openHttpClient({ url: `http://${formatAddress(at)}` }),
    tap: () => undefined,
  }
  const options = { node: 'n1', listenAt: proxyAt, silenceMs: 5_000, requestsMax: room }
  proxy = createServiceProxy(ports, options)
  await outcomeOf((done) => proxy.start((fault) => done(fault)))
})
afterAll(async () => {
  doors.closeAll()
  await doneOf((done) => proxy.stop(done))
})

const ask = (url: string, body?: Buffer) =>
  askThrough(new URL(`http://${formatAddress(proxyAt)}`), url, body)

/** A connection; what it was told, when it is over. */
function say(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(proxyAt)
    let text = ''
    socket.on('data', (part: Buffer) => (text += part.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
    socket.write(bytes)
    socket.end()
  })
}

const served = '200 n1 w-1\n'

it('U64: a pod answers through the proxy, with garbage around, and only so many connect', async () => {
  await expect.poll(() => ask('http://w/')).toBe(served)
  expect(await ask('http://10.96.1.1/any?thing', Buffer.alloc(1_000_000))).toBe(served)

  const bytes = random('garbage')
  const noise = () => Buffer.from(Array.from({ length: 5_000 }, () => bytes.below(256)))
  const heads = [
    'GET http://w/ HTTP/9.9\r\n\r\n',
    'GET http://w/\r\n\r\n',
    'GET http://w/ HTTP/1.1\r\nno header\r\n\r\n',
    'POST http://w/ HTTP/1.1\r\nhost: w\r\ncontent-length: 9\r\n\r\nhalf',
    'POST http://w/ HTTP/1.1\r\nhost: w\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    'CONNECT w:80 HTTP/1.1\r\nhost: w:80\r\n\r\n',
    `GET http://w/ HTTP/1.1\r\nhost: w\r\nx: ${'y'.repeat(2 << 20)}\r\n\r\n`,
    'GET http://w/\u0001 HTTP/1.1\r\nhost: w\r\n\r\n',
  ]
  for (const head of [...heads, noise(), noise(), noise()])
    expect(await say(head)).not.toContain(' 200 ')
  expect(await ask('http://w/', Buffer.alloc(4 << 20)).catch(() => '413 ')).toMatch(/^413 /)
  expect(await ask('http://w/')).toBe(served)

  const idle: Socket[] = []
  for (let at = 0; at < room; at++) {
    const socket = connect(proxyAt)
    idle.push(socket)
    await new Promise((resolve) => socket.once('connect', resolve))
  }
  expect(await say('GET http://w/ HTTP/1.1\r\nhost: w\r\n\r\n')).toBe('')
  for (const socket of idle) socket.destroy()
  await expect.poll(() => ask('http://w/').catch(() => '')).toBe(served)
})
