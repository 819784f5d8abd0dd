// The bus of a role: a transport to given servers, or the broker that the cloud serves itself.
import { serveBroker } from '../../../bus/adapters/aedes-broker.ts'
import { openTransport } from '../../../bus/adapters/open-transport.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import type { LanBroker } from '../../../bus/lan.ts'
import type { Tap } from '../../../bus/tap.ts'
import type { Transport } from '../../../bus/transport.ts'
import { isFault } from '../../kernel/fault.ts'
import type { Random } from '../../kernel/random.ts'
import { doneOf, outcomeOf } from '../promise.ts'
import { addressOf } from './system.ts'

/** A bus in use. */
export interface Bus {
  readonly transport: Transport
  /** How a status calls it: `nats` or `mqtt`. */
  readonly path: string
  readonly close: () => Promise<void>
}

/** What a bus needs besides its URL. */
export interface BusParts {
  readonly random: Random
  readonly tap: Tap
  readonly silenceMs: number
}

/** Connects to the servers of `urls`. */
export function dialBus(urls: string, { random, tap, silenceMs }: BusParts): Bus {
  const clock = systemClock
  const transport = openTransport(urls, { clock, random, tap, name: 'bus', silenceMs })
  if (isFault(transport)) throw transport
  return { transport, path: busPath(urls), close: () => doneOf((done) => transport.close(done)) }
}

/** How a status calls the bus of these URLs. */
export const busPath = (urls: string): string => (/^mqtts?:/.test(urls) ? 'mqtt' : 'nats')

/** Serves the embedded bus: MQTT on an address of this machine. */
export async function serveBus(listen: string, { tap }: BusParts): Promise<Bus> {
  const at = addressOf('--bus-listen', listen)
  const broker = await outcomeOf<LanBroker>((done) =>
    serveBroker({ clock: systemClock, tap }, at, done),
  )
  return {
    transport: broker.transport,
    path: 'mqtt',
    close: () => doneOf((done) => broker.close(done)),
  }
}
