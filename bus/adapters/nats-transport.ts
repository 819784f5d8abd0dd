// The NATS transport: sessions of nats.js to one of several servers, one after another.
import { createSessionTransport } from '../session-transport.ts'
import type { Session, SessionEvents, SessionTransportOptions } from '../session-transport.ts'
import type { Transport } from '../transport.ts'
import type { NatsSessionOptions } from './nats-session.ts'

/** Servers to try in turn, and how to connect to them. */
export type NatsTransportOptions = SessionTransportOptions & NatsSessionOptions

/** A transport over core NATS; it hears itself and reconnects for ever. */
export const createNatsTransport = (options: NatsTransportOptions): Transport =>
  createSessionTransport(options, (events) => openLater(options, events))

/** A session of a client that is loaded when it is first needed: nodes on MQTT live without its 11 MB. */
function openLater(options: NatsTransportOptions, events: SessionEvents): Session {
  let session: Session | undefined
  let dropped = false
  void import('./nats-session.ts').then(({ openNatsSession }) => {
    if (!dropped) session = openNatsSession(options, events)
  })
  return {
    publish: (subject, bytes, done) => session?.publish(subject, bytes, done),
    subscribe: (patterns, done) => session?.subscribe(patterns, done),
    unsubscribe: (pattern) => session?.unsubscribe(pattern),
    end: (done) => {
      if (session === undefined) options.clock.soon(done)
      else session.end(done)
    },
    destroy: () => {
      dropped = true
      session?.destroy()
    },
  }
}
