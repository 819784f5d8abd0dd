// What every HTTP server and its client must do together.
import { afterEach, describe, expect, it } from 'vitest'
import type { HttpHandler } from '../../bus/adapters/memory-http.ts'
import type { HttpClient, HttpRequest, HttpServer } from '../../bus/http.ts'
import type { Address, Listener } from '../../bus/pipe.ts'
import { Fault, isFault } from '../../src/kernel/fault.ts'

/** A server, and a client of whoever listens at an address. */
export interface HttpPair {
  readonly server: HttpServer
  readonly clientOf: (at: Address) => HttpClient & { readonly close?: () => void }
}

interface Whole {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (body: Uint8Array) => new TextDecoder().decode(body)
const get = (path: string): HttpRequest => ({
  method: 'GET',
  path,
  headers: {},
  body: new Uint8Array(),
})

/** Asks and collects the whole answer. */
export const ask = (client: HttpClient, request: HttpRequest): Promise<Whole> =>
  new Promise((resolve, reject) => {
    const parts: Uint8Array[] = []
    let head: Pick<Whole, 'status' | 'headers'> = { status: 0, headers: {} }
    client.request(request, {
      head: (status, headers) => {
        head = { status, headers }
      },
      chunk: (part) => parts.push(part.slice()),
      end: (fault) => (fault ? reject(fault) : resolve({ ...head, body: Buffer.concat(parts) })),
    })
  })

/** Runs the suite on a pair that `open` makes. */
export function httpConformance(name: string, open: () => HttpPair): void {
  describe(`http ${name}`, () => {
    const closers: (() => Promise<void> | void)[] = []
    afterEach(async () => {
      for (const close of closers.splice(0).toReversed()) await close()
    })

    const listen = (server: HttpServer, handle: HttpHandler, port = 0): Promise<Listener> =>
      new Promise((resolve, reject) =>
        server.listen({ host: '127.0.0.1', port }, handle, (outcome) => {
          if (isFault(outcome)) return reject(outcome)
          closers.push(() => new Promise((done) => outcome.close(done)))
          resolve(outcome)
        }),
      )
    const serve = async (handle: HttpHandler): Promise<HttpClient> => {
      const { server, clientOf } = open()
      const { address } = await listen(server, handle)
      const client = clientOf(address)
      closers.push(() => client.close?.())
      return client
    }

    it('K40: a request arrives whole, and so does its answer', async () => {
      const seen: HttpRequest[] = []
      const client = await serve((request, reply) => {
        seen.push(request)
        reply.send(201, { 'x-answer': 'a' }, bytes(`got ${request.body.length}`))
      })
      const body = new Uint8Array(1_000_000).fill(7)
      const headers = { 'content-type': 'text/plain', 'x-one': '1' }
      const request = { method: 'POST', path: '/a/b?c=d%20e&f', headers, body }
      const answer = await ask(client, request)
      expect([answer.status, answer.headers['x-answer'], text(answer.body)]).toEqual([
        201,
        'a',
        'got 1000000',
      ])
      expect(seen).toHaveLength(1)
      expect(seen[0]).toMatchObject({ method: 'POST', path: '/a/b?c=d%20e&f', headers })
      expect(Buffer.compare(seen[0]?.body ?? new Uint8Array(), body)).toBe(0)
    })

    it('K40: every method and an empty body pass; requests do not wait for each other', async () => {
      const waiting: (() => void)[] = []
      const client = await serve((request, reply) => {
        const answer = () => reply.send(200, {}, bytes(`${request.method} ${request.body.length}`))
        if (request.path === '/slow') waiting.push(answer)
        else answer()
      })
      const slow = ask(client, get('/slow'))
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const { body } = await ask(client, { ...get('/quick'), method })
        expect(text(body)).toBe(`${method} 0`)
      }
      waiting.forEach((answer) => answer())
      expect(text((await slow).body)).toBe('GET 0')
    })

    it('K41: a streamed answer comes as it is written, and its end is told once', async () => {
      let closed = 0
      const client = await serve((_request, reply) => {
        const stream = reply.stream(
          200,
          { 'content-type': 'text/plain' },
          { drained: () => undefined, closed: () => (closed += 1) },
        )
        stream.write(bytes('one\n'))
        setTimeout(() => {
          stream.write(bytes('two\n'))
          stream.end()
          stream.end()
        }, 5)
      })
      const answer = await ask(client, get('/'))
      expect([answer.status, text(answer.body)]).toEqual([200, 'one\ntwo\n'])
      await expect.poll(() => closed).toBe(1)
    })

    it('K41: a reader who leaves ends the stream, and later writes do no harm', async () => {
      const streams: { readonly write: (part: Uint8Array) => boolean }[] = []
      let closed = 0
      const client = await serve((_request, reply) => {
        const handlers = { drained: () => undefined, closed: () => void (closed += 1) }
        const stream = reply.stream(200, {}, handlers)
        streams.push(stream)
        stream.write(bytes('first'))
      })
      let chunks = 0
      await new Promise<void>((resolve) => {
        const cancel = client.request(get('/'), {
          head: () => undefined,
          chunk: () => {
            chunks += 1
            cancel()
            resolve()
          },
          end: () => expect.unreachable('a cancelled request has no end'),
        })
      })
      await expect.poll(() => closed).toBe(1)
      for (const stream of streams) for (let i = 0; i < 10; i++) stream.write(bytes('later'))
      expect([chunks, closed]).toEqual([1, 1])
    })

    it('K42: nobody answers once the listener is closed, and its port can be taken again', async () => {
      const { server, clientOf } = open()
      const answer: HttpHandler = (_request, reply) => reply.send(200, {}, bytes('here'))
      const first = await listen(server, answer)
      const client = clientOf(first.address)
      closers.push(() => client.close?.())
      expect((await ask(client, get('/'))).status).toBe(200)
      await new Promise<void>((done) => first.close(done))
      closers.pop()
      closers.pop()
      await expect(ask(client, get('/'))).rejects.toBeInstanceOf(Fault)
      client.close?.()
      await listen(server, answer, first.address.port)
    })

    it('K42: a port that is taken is a fault', async () => {
      const { server } = open()
      const { address } = await listen(server, () => undefined)
      const again = listen(server, () => undefined, address.port)
      await expect(again).rejects.toMatchObject({ code: 'PORT_IN_USE' })
    })
  })
}
