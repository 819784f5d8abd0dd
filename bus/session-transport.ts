// A transport made of sessions: each is one connection; when it ends, the next is tried for ever, with jitter.
//
//   waiting ──dial──▶ trying ──up, subscribed──▶ up ──down──▶ waiting
//
// What lives longer than a session is here: subscriptions, watchers, the outbox, the back-off.
import { Fault } from '../src/kernel/fault.ts'
import type { Random } from '../src/kernel/random.ts'
import { limits } from '../schemas/limits.ts'
import { backoffMs } from './backoff.ts'
import type { Cancel, Clock } from './clock.ts'
import { createOutbox, outboxBytesMax } from './outbox.ts'
import type { Done, Outbox } from './outbox.ts'
import { createSubscriptions } from './subscriptions.ts'
import type { Subscriptions } from './subscriptions.ts'
import type { Tap } from './tap.ts'
import type { Link, Message, Transport, TransportSupports } from './transport.ts'

/** One connection, from `dial` until `down`. */
export interface Session {
  /** Sends; `done` may stay uncalled when the session goes down. */
  readonly publish: (subject: string, bytes: Uint8Array, done: Done) => void
  /** Subscribes to patterns; `done` once the server has taken them. */
  readonly subscribe: (patterns: readonly string[], done: () => void) => void
  readonly unsubscribe: (pattern: string) => void
  /** Closes in good order; `done` comes once, at the latest when `down` does. */
  readonly end: (done: () => void) => void
  /** Drops the connection at once. */
  readonly destroy: () => void
}

/** What a session tells, never synchronously: `up` at most once, `down` exactly once and last. */
export interface SessionEvents {
  readonly up: (supports: TransportSupports) => void
  /** A message; with the pattern when the server said which one it matched. */
  readonly message: (message: Message, pattern?: string) => void
  readonly down: (why: string) => void
}

/** What a transport of sessions needs. */
export interface SessionTransportOptions {
  readonly clock: Clock
  readonly random: Random
  readonly tap: Tap
  /** For people: where it connects to. */
  readonly name: string
  /** A silent link is noticed within this time; tries wait at most a third of it. */
  readonly silenceMs: number
  /** The longest wait for the next try, where it is to be shorter: who waits so must be one of few. */
  readonly retryMsMax?: number
  /** Bytes that may wait for the link; more are refused with FULL. */
  readonly outboxBytesMax?: number
}

const closeMs = 1_000
const pauseMsMax = 10_000
/** A connection that was lost is tried again after a thirtieth of the silence at most, and half of that at random. */
const firstTryShare = 1 / 10

/** How long pings, tries and waits may take at most, so that all of them fit into the silence. */
export const pauseMs = (silenceMs: number): number => Math.min(pauseMsMax, silenceMs / 3)

interface State {
  readonly options: SessionTransportOptions
  readonly dial: (events: SessionEvents) => Session
  readonly outbox: Outbox
  readonly subscriptions: Subscriptions
  readonly watchers: Set<{ readonly each: (link: Link) => void }>
  session: Session | undefined
  /** The session, once it is connected. */
  connected: Session | undefined
  link: Link
  closed: boolean
  tries: number
  retry: Cancel
  supports: TransportSupports
}

/** A transport that dials session after session until it is closed. */
export function createSessionTransport(
  options: SessionTransportOptions,
  dial: (events: SessionEvents) => Session,
): Transport {
  const state: State = {
    options,
    dial,
    outbox: createOutbox(options.clock, options.outboxBytesMax ?? outboxBytesMax),
    subscriptions: createSubscriptions({
      began: (pattern) => state.connected?.subscribe([pattern], () => {}),
      ended: (pattern) => state.connected?.unsubscribe(pattern),
    }),
    watchers: new Set(),
    session: undefined,
    connected: undefined,
    link: 'down',
    closed: false,
    tries: 0,
    retry: () => {},
    supports: { payloadBytesMax: limits.payloadBytes, streams: false },
  }
  open(state)
  return {
    get supports() {
      return state.supports
    },
    publish: (subject, bytes, done) => publish(state, { subject, bytes }, done),
    subscribe: (pattern, each) => state.subscriptions.add(pattern, each),
    watch: (each) => watch(state, each),
    close: (done) => close(state, done),
  }
}

function open(state: State): void {
  state.tries += 1
  const session = state.dial({
    up: (found) => {
      if (state.session !== session) return
      state.supports = found
      state.connected = session
      session.subscribe(state.subscriptions.patterns(), () => {
        if (state.connected === session) begin(state)
      })
    },
    message: (message, pattern) => {
      if (state.session === session) state.subscriptions.deliver(message, pattern)
    },
    down: (why) => {
      if (state.session === session) lost(state, why)
    },
  })
  state.session = session
}

function begin(state: State): void {
  const { tap, name } = state.options
  tap(state.tries > 1 ? 'info' : 'debug', 'bus connected', { name })
  state.tries = 0
  tell(state, 'up')
}

function lost(state: State, why: string): void {
  const { clock, random, silenceMs, retryMsMax = Infinity, tap, name } = state.options
  state.session = undefined
  state.connected = undefined
  state.outbox.fail(unreachable(name))
  if (state.link === 'up' || state.tries === 1) tap('warn', 'bus not reached', { name, why })
  tell(state, 'down')
  if (state.closed) return // by who was told
  const pause = pauseMs(silenceMs)
  const bounds = { minMs: pause * firstTryShare, maxMs: Math.min(pause, retryMsMax) }
  const delayMs = backoffMs(Math.max(1, state.tries), bounds, random)
  state.retry = clock.after(delayMs, () => open(state))
}

function tell(state: State, link: Link): void {
  if (state.link === link) return
  state.link = link
  for (const { each } of [...state.watchers]) each(link)
}

function watch(state: State, each: (link: Link) => void): Cancel {
  let cancelled = false
  const watcher = { each }
  state.options.clock.soon(() => {
    if (cancelled) return
    state.watchers.add(watcher)
    each(state.link)
  })
  return () => {
    cancelled = true
    state.watchers.delete(watcher)
  }
}

function publish(state: State, { subject, bytes }: Message, done: Done | undefined): void {
  const refuse = (fault: Fault) => {
    if (done !== undefined) state.options.clock.soon(() => done(fault))
  }
  const { payloadBytesMax } = state.supports
  if (state.closed)
    return refuse(new Fault('CLOSED', `expected an open transport to ${state.options.name}`))
  if (bytes.length > payloadBytesMax || subject.length > limits.subjectBytes)
    return refuse(tooLarge(subject, bytes.length, payloadBytesMax))
  if (state.link === 'down' || state.connected === undefined)
    return refuse(unreachable(state.options.name))
  const settle = state.outbox.take(bytes.length, done)
  if (settle instanceof Fault) return refuse(settle)
  state.connected.publish(subject, bytes, settle)
}

const unreachable = (name: string) =>
  new Fault('UNREACHABLE', `expected a connection to ${name}, there is none: it is tried again`)

const tooLarge = (subject: string, length: number, max: number) =>
  new Fault(
    'TOO_LARGE',
    `expected at most ${max} bytes on a subject of at most ${limits.subjectBytes}, got ${length} on one of ${subject.length}`,
  )

function close(state: State, done: () => void): void {
  const { clock, name } = state.options
  if (state.closed) return clock.soon(done)
  const session = state.session
  state.closed = true
  state.retry()
  state.session = undefined
  state.subscriptions.clear()
  state.watchers.clear()
  let ended = false
  const finish = () => {
    if (ended) return
    ended = true
    stop()
    session?.destroy()
    state.connected = undefined
    state.outbox.fail(new Fault('CLOSED', `the transport to ${name} was closed`))
    clock.soon(done)
  }
  const stop = clock.after(closeMs, finish)
  if (session === undefined || state.connected === undefined) finish()
  else session.end(finish)
}
