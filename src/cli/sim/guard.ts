// The guard around a run: real clocks, timers, randomness, promises and sockets throw, and nothing asynchronous begins.
import { createHook } from 'node:async_hooks'
import { Server, Socket } from 'node:net'
import nodeProcess from 'node:process'

/** What a run must not touch: where it is, its name there, and how it is called for people. */
type Forbidden = readonly [of: object, name: string, called?: string]

const forbidden: readonly Forbidden[] = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'Promise'].map(
    (name): Forbidden => [globalThis, name],
  ),
  [Math, 'random', 'Math.random'],
  [Date, 'now', 'Date.now'],
  [performance, 'now', 'performance.now'],
  [globalThis.crypto, 'randomUUID', 'crypto.randomUUID'],
  [globalThis.crypto, 'getRandomValues', 'crypto.getRandomValues'],
  [nodeProcess, 'hrtime', 'process.hrtime'],
  [nodeProcess, 'nextTick', 'process.nextTick'],
  [Socket.prototype, 'connect', 'a socket'],
  [Server.prototype, 'listen', 'a listening socket'],
]

/** Runs something synchronous; whatever it touches of the real world throws, and what it began there is named. */
export function guarded<T>(run: () => T): T {
  const restores = [...forbidden.map(forbid), forbidNow(), withoutStacks()]
  const begun = new Set<string>()
  const hook = createHook({ init: (_, type) => void begun.add(type) }).enable()
  try {
    return run()
  } finally {
    hook.disable()
    for (const restore of restores.toReversed()) restore()
    if (begun.size > 0) complain([...begun])
  }
}

function complain(begun: readonly string[]): never {
  throw new Error(`expected nothing but virtual time in a run, it began ${begun.join(', ')}`)
}

function forbid([of, name, called = name]: Forbidden): () => void {
  const was = Object.getOwnPropertyDescriptor(of, name)
  const refuse = (): never => {
    throw new Error(`expected nothing but virtual time in a run, it used ${called}`)
  }
  const value: unknown = new Proxy(function refused() {}, {
    apply: refuse,
    construct: refuse,
    get: refuse,
  })
  Object.defineProperty(of, name, { value, configurable: true, writable: true })
  return () => {
    if (was === undefined) Reflect.deleteProperty(of, name)
    else Object.defineProperty(of, name, was)
  }
}

/** A run has many faults, of which nobody reads where they were made: to find that out takes a fifth of its time. */
function withoutStacks(): () => void {
  const was = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  return () => {
    Error.stackTraceLimit = was
  }
}

/** `new Date(ms)` is arithmetic; without an argument it is the time of the real world. */
function forbidNow(): () => void {
  const real = globalThis.Date
  const refuse = (): never => {
    throw new Error('expected nothing but virtual time in a run, it used new Date()')
  }
  globalThis.Date = new Proxy(real, {
    apply: refuse,
    construct: (target, given: readonly unknown[]) =>
      given.length === 0 ? refuse() : (Reflect.construct(target, given) as Date),
  })
  return () => {
    globalThis.Date = real
  }
}
