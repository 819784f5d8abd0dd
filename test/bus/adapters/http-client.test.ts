// The HTTP client where things go wrong before anything is sent.
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
