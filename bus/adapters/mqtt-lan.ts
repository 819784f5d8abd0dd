// The LAN over MQTT: a broker of one's own, and connections to those of peers.
import type { Random } from '../../src/kernel/random.ts'
import { formatAddress } from '../address.ts'
import type { Clock } from '../clock.ts'
import type { Lan } from '../lan.ts'
import type { Tap } from '../tap.ts'
import { serveBroker } from './aedes-broker.ts'
import type { LoadedLater } from './later-session.ts'
import { createMqttTransport } from './mqtt-transport.ts'

/** What the LAN needs; a silent peer is noticed within `silenceMs`. */
export interface MqttLanOptions extends LoadedLater {
  readonly clock: Clock
  readonly random: Random
  readonly tap: Tap
  readonly silenceMs: number
}

/** Serves and dials brokers on the LAN. */
export function createMqttLan(options: MqttLanOptions): Lan {
  return {
    serve: (at, done) => serveBroker(options, at, done),
    dial: (to, from) => {
      const name = `mqtt://${formatAddress(to)}`
      return createMqttTransport({ ...options, name, brokers: [{ to, from }] })
    },
  }
}
