// A client's connection to a simulated broker, as a session of the shipped transport.
import type { Cancel } from '../../bus/clock.ts'
import type { Address } from '../../bus/pipe.ts'
import { pauseMs } from '../../bus/session-transport.ts'
import type { Session, SessionEvents } from '../../bus/session-transport.ts'
import { limits } from '../../schemas/limits.ts'
import { isFault } from '../../src/kernel/fault.ts'
import type { FromBroker, ToBroker } from './bus-messages.ts'
import type { Connection } from './connection.ts'
import type { Nic } from './network.ts'

interface State {
  readonly nic: Nic
  readonly silenceMs: number
  readonly events: SessionEvents
  /** Called when the broker has taken the publish or subscription of that number. */
  readonly waiting: Map<number, () => void>
  connection: Connection | undefined
  next: number
  heardMs: number
  over: boolean
  stopPings: Cancel
}

/** Connects once, and notices when the broker is silent for too long. */
export function openSimSession(
  nic: Nic,
  to: Address,
  silenceMs: number,
  events: SessionEvents,
): Session {
  const waiting = new Map<number, () => void>()
  const state: State = {
    nic,
    silenceMs,
    events,
    waiting,
    connection: undefined,
    next: 1,
    heardMs: 0,
    over: false,
    stopPings: () => {},
  }
  nic.connect(to, pauseMs(silenceMs), (outcome) => {
    if (isFault(outcome)) return end(state, outcome.message)
    if (state.over) return outcome.close()
    begin(state, outcome)
  })
  return {
    publish: (subject, bytes, done) =>
      ask(
        state,
        (number) => ({ kind: 'publish', number, subject, bytes }),
        () => done(undefined),
      ),
    subscribe: (patterns, done) =>
      ask(state, (number) => ({ kind: 'subscribe', number, patterns }), done),
    unsubscribe: (pattern) => say(state, { kind: 'unsubscribe', pattern }),
    end: (done) => ask(state, (number) => ({ kind: 'subscribe', number, patterns: [] }), done),
    destroy: () => end(state, 'closed'),
  }
}

function begin(state: State, connection: Connection): void {
  state.connection = connection
  state.heardMs = state.nic.clock.mono()
  connection.on({
    message: (message) => hear(state, message as FromBroker),
    closed: (fault) => end(state, fault?.message ?? 'closed'),
  })
  ping(state)
  state.events.up({ payloadBytesMax: limits.payloadBytes, streams: false })
}

function ping(state: State): void {
  const { clock } = state.nic
  if (clock.mono() - state.heardMs > state.silenceMs) return end(state, 'the broker is silent')
  say(state, { kind: 'ping' })
  state.stopPings = clock.after(pauseMs(state.silenceMs), () => ping(state))
}

const say = (state: State, message: ToBroker): void => state.connection?.send(message)

function ask(state: State, message: (number: number) => ToBroker, done: () => void): void {
  const number = state.next++
  state.waiting.set(number, done)
  say(state, message(number))
}

function hear(state: State, message: FromBroker): void {
  if (state.over) return
  state.heardMs = state.nic.clock.mono()
  if (message.kind === 'message') {
    const { subject, bytes, pattern } = message
    return state.events.message({ subject, bytes }, pattern)
  }
  if (message.kind === 'pong') return
  const done = state.waiting.get(message.number)
  state.waiting.delete(message.number)
  done?.()
}

function end(state: State, why: string): void {
  if (state.over) return
  state.over = true
  state.stopPings()
  state.connection?.close()
  state.nic.clock.soon(() => state.events.down(why))
}
