// The MQTT transport: sessions of mqtt.js to a broker, one after another.
import { randomUUID } from 'node:crypto'
import { assert } from '../../src/kernel/assert.ts'
import { createSessionTransport } from '../session-transport.ts'
import type { SessionTransportOptions } from '../session-transport.ts'
import type { Transport } from '../transport.ts'
import { laterSession } from './later-session.ts'
import type { LoadedLater } from './later-session.ts'
import type { MqttBroker } from './mqtt-session.ts'

/** Brokers to try in turn, at least one. */
export interface MqttTransportOptions extends SessionTransportOptions, LoadedLater {
  readonly brokers: readonly MqttBroker[]
}

/** A transport over MQTT 3.1.1; it goes round the brokers until one answers. */
export function createMqttTransport(options: MqttTransportOptions): Transport {
  const { brokers, clock, silenceMs } = options
  let turn = 0
  return createSessionTransport(options, (events) => {
    const broker = brokers[turn++ % brokers.length]
    assert(broker !== undefined, 'at least one broker')
    return laterSession(clock, options, async () => {
      const { openMqttSession } = await import('./mqtt-session.ts')
      const clientId = `cw-${randomUUID()}`
      return () => openMqttSession({ ...broker, clock, silenceMs, clientId }, events)
    })
  })
}
