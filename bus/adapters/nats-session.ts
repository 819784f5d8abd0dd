// One NATS connection as a session; it does not reconnect by itself, the transport dials the next.
import { connect } from '@nats-io/transport-node'
import type {
  Msg,
  NatsConnection,
  NodeConnectionOptions,
  Subscription,
} from '@nats-io/transport-node'
import { limits } from '../../schemas/limits.ts'
import type { Clock } from '../clock.ts'
import { natsHas, natsWarnings } from '../nats-capabilities.ts'
import { pauseMs } from '../session-transport.ts'
import type { Session, SessionEvents } from '../session-transport.ts'
import type { Tap } from '../tap.ts'
import { createFlusher } from './nats-flusher.ts'

/** Where and how to connect. */
export interface NatsSessionOptions {
  readonly clock: Clock
  readonly tap: Tap
  readonly name: string
  /** URLs without credentials, tried in turn. */
  readonly servers: readonly string[]
  readonly silenceMs: number
  readonly credentials?: Pick<NodeConnectionOptions, 'user' | 'pass' | 'token' | 'authenticator'>
  readonly tls?: NodeConnectionOptions['tls']
}

/** The options of the client: no reconnecting of its own, and pings that notice a silent link in time. */
export const natsOptions = ({
  servers,
  silenceMs,
  name,
  credentials,
  tls,
}: NatsSessionOptions) => ({
  servers: [...servers],
  name,
  timeout: Math.max(1_000, pauseMs(silenceMs)),
  // Two unanswered pings and the next turn end the connection.
  pingInterval: pauseMs(silenceMs),
  maxPingOut: 2,
  reconnect: false,
  ignoreClusterUpdates: true,
  ignoreAuthErrorAbort: true,
  ...credentials,
  ...(tls === undefined ? {} : { tls }),
})

/** Connects once; `events.down` comes when the connection could not be made or has ended. */
export function openNatsSession(options: NatsSessionOptions, events: SessionEvents): Session {
  let live: Session | undefined
  let given = false
  connect(natsOptions(options)).then(
    (connection) => {
      live = begin(options.clock, connection, events)
      void watch(connection, options)
      if (given) void connection.close()
      else greet(connection, options, events)
    },
    (error: unknown) => events.down(reasonOf(error)),
  )
  return {
    publish: (subject, bytes, done) => live?.publish(subject, bytes, done),
    subscribe: (patterns, done) => live?.subscribe(patterns, done),
    unsubscribe: (pattern) => live?.unsubscribe(pattern),
    end: (done) => {
      if (live === undefined) options.clock.soon(done)
      else live.end(done)
    },
    destroy: () => {
      given = true
      live?.destroy()
    },
  }
}

function begin(clock: Clock, connection: NatsConnection, events: SessionEvents): Session {
  const flusher = createFlusher(connection)
  const subscriptions = new Map<string, Subscription>()
  const subscribe = (pattern: string) => {
    const callback = (error: Error | null, { subject, data: bytes }: Msg) => {
      if (error === null) guarded(clock, () => events.message({ subject, bytes }, pattern))
    }
    subscriptions.set(pattern, connection.subscribe(pattern, { callback }))
  }
  void connection.closed().then((error) => events.down(reasonOf(error)))
  return {
    publish: (subject, bytes, done) => {
      connection.publish(subject, bytes)
      flusher.count(done)
    },
    subscribe: (patterns, done) => {
      patterns.forEach(subscribe)
      connection.flush().then(
        () => guarded(clock, done),
        () => {},
      )
    },
    unsubscribe: (pattern) => {
      subscriptions.get(pattern)?.unsubscribe()
      subscriptions.delete(pattern)
    },
    end: (done) => {
      const closed = connection.flush().then(() => connection.close())
      closed.then(
        () => guarded(clock, done),
        () => guarded(clock, done),
      )
    },
    destroy: () => void connection.close(),
  }
}

/** Says what the server can do, and warns of what it cannot. */
function greet(
  connection: NatsConnection,
  { tap, name }: NatsSessionOptions,
  events: SessionEvents,
): void {
  const info = connection.info
  const version = info?.version ?? ''
  if (!natsHas(version, 'baseline'))
    tap('error', 'nats-server is older than 2.9.10: Causeway was never tried on it', {
      name,
      version,
    })
  else warnOf(version, { tap, name }, 'bus')
  events.up({
    payloadBytesMax: Math.min(limits.payloadBytes, info?.max_payload ?? limits.payloadBytes),
    streams: info?.jetstream === true,
  })
}

/** Says what a server of this version lacks, for the bus or for logs of several copies. */
export function warnOf(
  version: string,
  { tap, name }: Pick<NatsSessionOptions, 'tap' | 'name'>,
  about: 'bus' | 'copies',
): void {
  for (const why of natsWarnings(version, about))
    tap('warn', 'nats-server of this version', { name, version, why })
}

/** Reports what the server refuses, and ends a connection that no longer answers. */
async function watch(connection: NatsConnection, { tap, name }: NatsSessionOptions): Promise<void> {
  for await (const status of connection.status()) {
    if (status.type === 'error')
      tap('warn', 'nats-server refused', { name, why: status.error.message })
    // The client would first wait until its last bytes were taken, which a silent link never does.
    if (status.type === 'staleConnection') void connection.close()
  }
}

/** A fault of a callback is ours: it must not end in the client's reader. */
function guarded(clock: Clock, call: () => void): void {
  try {
    call()
  } catch (error) {
    clock.soon(() => {
      throw error
    })
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'the connection ended'
