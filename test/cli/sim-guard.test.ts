// The guard around simulated runs: what a run must not touch throws, and everything is as before afterwards.
import { createServer, connect } from 'node:net'
import { readFile } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { guarded } from '../../src/cli/sim/guard.ts'

describe('W38: in a run, real clocks, timers, randomness, promises and sockets throw', () => {
  it.each<readonly [string, () => unknown]>([
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date()],
    ['performance.now', () => performance.now()],
    ['process.hrtime', () => process.hrtime.bigint()],
    ['Math.random', () => Math.random()],
    ['crypto.randomUUID', () => globalThis.crypto.randomUUID()],
    ['crypto.getRandomValues', () => globalThis.crypto.getRandomValues(new Uint8Array(1))],
    ['setTimeout', () => setTimeout(() => undefined, 0)],
    ['setInterval', () => setInterval(() => undefined, 0)],
    ['setImmediate', () => setImmediate(() => undefined)],
    ['queueMicrotask', () => queueMicrotask(() => undefined)],
    ['process.nextTick', () => process.nextTick(() => undefined)],
    ['fetch', () => fetch('http://127.0.0.1')],
    ['Promise', () => new Promise(() => undefined)],
    ['Promise', () => Promise.resolve(1)],
    ['a socket', () => connect(1, '127.0.0.1')],
    ['a listening socket', () => createServer().listen(0, '127.0.0.1')],
  ])('%s', (name, touch) => {
    expect(() => guarded(touch)).toThrow(/expected nothing but virtual time in a run/)
    try {
      guarded(touch)
    } catch (error) {
      expect(String(error)).toContain(name === 'a socket' ? 'run, it' : name)
    }
  })

  it('what begins without a global is named', () => {
    expect(() => guarded(() => readFile('/dev/null', () => undefined))).toThrow(/it began FSREQ/)
    expect(() => guarded(() => void (async () => undefined)())).toThrow(/it began PROMISE/)
  })

  it('dates that are arithmetic stay, and afterwards everything is as before', async () => {
    expect(guarded(() => new Date(0).toISOString())).toBe('1970-01-01T00:00:00.000Z')
    expect(Math.abs(Date.now() - new Date().getTime())).toBeLessThan(1_000)
    expect(await Promise.resolve(Math.random())).toBeLessThan(1)
    expect(new Date(0)).toBeInstanceOf(Date)
  })
})
