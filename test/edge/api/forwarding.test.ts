// Forwarding over sockets: answers pass at the reader's speed, and one that breaks off breaks off.
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { openHttpClient } from '../../../bus/adapters/http-client.ts'
import { openHttpServer } from '../../../bus/adapters/http-server.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import type { Listener } from '../../../bus/pipe.ts'
import { Forwarder } from '../../../edge/api/forward.ts'
import { isFault } from '../../../src/kernel/fault.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A door that hands everything on to `behind`. */
async function doorBefore(behind: Server): Promise<number> {
  await new Promise<void>((listening) => behind.listen(0, '127.0.0.1', listening))
  const { port } = behind.address() as AddressInfo
  const by = openHttpClient({ url: `http://127.0.0.1:${port}` })
  const path = { suspect: () => {} }
  const bounds = { inFlightMax: 10, suspectMs: 60_000, answerMsMax: 60_000 }
  const forwarder = new Forwarder({ clock: systemClock, path, ...bounds })
  const listener = await new Promise<Listener>((resolve, reject) =>
    openHttpServer().listen(
      { host: '127.0.0.1', port: 0 },
      (request, reply) => {
        const unanswered = (): void => reply.send(503, {}, new Uint8Array())
        forwarder.forward({ request, by, unanswered }, reply)
      },
      (outcome) => (isFault(outcome) ? reject(outcome) : resolve(outcome)),
    ),
  )
  closers.push(() => {
    by.close()
    behind.close()
    behind.closeAllConnections()
    listener.close(() => {})
  })
  return listener.address.port
}

it('A10: a reader who does not read stops the answer at its source', async () => {
  let sent = 0
  const total = 64 << 20
  const chunk = Buffer.alloc(64 << 10)
  const behind = createServer((_request, reply) => {
    const pump = (): void => {
      while (sent < total) {
        sent += chunk.length
        if (!reply.write(chunk)) return void reply.once('drain', pump)
      }
      reply.end()
    }
    pump()
  })
  const port = await doorBefore(behind)
  const socket = connect(port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  await new Promise((read) => socket.once('data', read))
  socket.pause()
  let before = -1
  await expect
    .poll(
      () => {
        const rests = sent === before
        before = sent
        return rests
      },
      { interval: 300, timeout: 20_000 },
    )
    .toBe(true)
  expect(sent).toBeLessThan(total)
  let length = 0
  socket.on('data', (bytes) => (length += bytes.length))
  socket.resume()
  await expect.poll(() => length, { timeout: 20_000 }).toBeGreaterThan(total - (1 << 20))
  socket.destroy()
})

it('A10: an answer that is cut short is cut short for its reader too', async () => {
  const behind = createServer((_request, reply) => {
    reply.write('some')
    setTimeout(() => reply.destroy(), 20)
  })
  const port = await doorBefore(behind)
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  await expect(answer.text()).rejects.toThrow()
})

it('A10: another protocol passes as bytes, both ways, until it is done', async () => {
  const behind = createServer()
  behind.on('upgrade', (_request, socket, early) => {
    socket.write('HTTP/1.1 101 Switching\r\nconnection: Upgrade\r\nupgrade: echo\r\n\r\nhello ')
    socket.write(early)
    socket.pipe(socket)
  })
  const port = await doorBefore(behind)
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let text = ''
  socket.on('data', (bytes) => (text += bytes.toString()))
  socket.write('POST /exec HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: echo\r\n\r\n')
  await expect.poll(() => text).toContain('hello ')
  expect(text).toMatch(/^HTTP\/1.1 101 /)
  socket.end('and again')
  await new Promise((closed) => socket.once('close', closed))
  expect(text.endsWith('hello and again')).toBe(true)
})

it('A10: nobody behind is an answer of the node itself', async () => {
  const behind = createServer()
  const port = await doorBefore(behind)
  behind.close()
  behind.closeAllConnections()
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(503)
})
