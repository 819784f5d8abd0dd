// One MQTT 3.1.1 connection as a session: QoS 0 for what is volatile, QoS 1 for the rest, nothing kept when it ends.
import { createRequire } from 'node:module'
import { connect as connectTcp } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import type { MqttClient } from 'mqtt'
import { limits } from '../../schemas/limits.ts'
import { isVolatile } from '../../schemas/subjects.ts'
import { subjectOfTopic, topicOf } from '../../schemas/tokens.ts'
import { Fault } from '../../src/kernel/fault.ts'
import type { Clock } from '../clock.ts'
import { pauseMs } from '../session-transport.ts'
import type { Session, SessionEvents } from '../session-transport.ts'
import type { Address } from '../pipe.ts'

// The client alone: the package's own entrance loads WebSockets and proxies too, 5 MB of them.
const { default: Client } = createRequire(import.meta.url)('mqtt/lib/client') as {
  readonly default: typeof MqttClient
}

/** A broker, and how to connect to it. */
export interface MqttBroker {
  readonly to: Address
  /** Binds the connection to this address of the machine. */
  readonly from?: string
  readonly tls?: ConnectionOptions
  readonly username?: string
  readonly password?: string
}

/** What one session needs. */
export interface MqttSessionOptions extends MqttBroker {
  readonly clock: Clock
  readonly silenceMs: number
  readonly clientId: string
}

/** Connects once; `events.down` comes when the connection could not be made or has ended. */
export function openMqttSession(options: MqttSessionOptions, events: SessionEvents): Session {
  const { clock } = options
  const client = new Client(() => socketOf(options), clientOptions(options))
  let why = 'the connection ended'
  // A client that has ended throws at whoever publishes; `down` comes a turn later.
  let ended = false
  client.on('connect', () => events.up({ payloadBytesMax: limits.payloadBytes, streams: false }))
  client.on('message', (topic, payload) => {
    const bytes = new Uint8Array(payload.buffer, payload.byteOffset, payload.length)
    events.message({ subject: subjectOfTopic(topic), bytes })
  })
  client.on('error', (error) => {
    why = error.message
    client.stream.destroy()
  })
  client.once('close', () => {
    ended = true
    client.end(true)
    clock.soon(() => events.down(why))
  })
  return {
    publish: (subject, bytes, done) => {
      if (ended) return
      const qos = isVolatile(subject) ? 0 : 1
      const payload = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      client.publish(topicOf(subject), payload, { qos }, (error) =>
        done(error ? new Fault('UNREACHABLE', 'the connection ended', error) : undefined),
      )
    },
    subscribe: (patterns, done) => subscribe(client, patterns, () => clock.soon(done)),
    unsubscribe: (pattern) => {
      client.unsubscribe(topicOf(pattern))
    },
    end: (done) => client.end(false, () => done()),
    destroy: () => client.stream.destroy(),
  }
}

function subscribe(client: MqttClient, patterns: readonly string[], done: () => void): void {
  if (patterns.length === 0) return done()
  client.subscribe(patterns.map(topicOf), { qos: 1 }, () => done())
}

function clientOptions({ silenceMs, clientId, username, password }: MqttSessionOptions) {
  return {
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId,
    clean: true,
    // A lost connection shows within one and a half of this (whole seconds are all that MQTT knows).
    keepalive: Math.min(10, Math.max(1, Math.floor(silenceMs / 1500))),
    reschedulePings: false,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    connectTimeout: Math.max(1_000, pauseMs(silenceMs)),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  } as const
}

function socketOf({ to, from, tls, silenceMs }: MqttSessionOptions): Socket {
  const at = {
    ...to,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: silenceMs,
    ...(from === undefined ? {} : { localAddress: from }),
  }
  return tls === undefined ? connectTcp(at) : connectTls({ ...at, servername: to.host, ...tls })
}
