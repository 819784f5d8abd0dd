// The NATS transport: sessions of nats.js to one of several servers, one after another.
import { createSessionTransport } from '../session-transport.ts'
import type { SessionTransportOptions } from '../session-transport.ts'
import type { Transport } from '../transport.ts'
import { laterSession } from './later-session.ts'
import type { LoadedLater } from './later-session.ts'
import type { NatsSessionOptions } from './nats-session.ts'

/** Servers to try in turn, and how to connect to them. */
export type NatsTransportOptions = SessionTransportOptions & NatsSessionOptions & LoadedLater

/** A transport over core NATS; it hears itself and reconnects for ever. */
export const createNatsTransport = (options: NatsTransportOptions): Transport =>
  createSessionTransport(options, (events) =>
    laterSession(options.clock, options, async () => {
      const { openNatsSession } = await import('./nats-session.ts')
      return () => openNatsSession(options, events)
    }),
  )
