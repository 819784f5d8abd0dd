// The bus of a role: a transport to given servers, or the broker that the cloud serves itself.
import { serveBroker } from '../../../bus/adapters/aedes-broker.ts'
import { openTransport } from '../../../bus/adapters/open-transport.ts'
import { systemClock } from '../../../bus/adapters/system-clock.ts'
import { parseBusUrls } from '../../../bus/bus-url.ts'
import type { LoadedLater } from '../../../bus/adapters/later-session.ts'
import type { NatsLogs } from '../../../bus/adapters/nats-logs.ts'
import type { LanBroker } from '../../../bus/lan.ts'
import type { Address } from '../../../bus/pipe.ts'
import type { Tap } from '../../../bus/tap.ts'
import type { Transport } from '../../../bus/transport.ts'
import { Fault, isFault } from '../../kernel/fault.ts'
import type { Random } from '../../kernel/random.ts'
import { doneOf, outcomeOf } from '../promise.ts'

/** A bus in use. */
export interface Bus {
  readonly transport: Transport
  /** Opens the logs that replicas of the cloud share; undefined on a bus that keeps none. */
  readonly openLog?: NatsLogs['open']
  readonly close: () => Promise<void>
}

/** What a bus needs besides its URL. */
export interface BusParts extends LoadedLater {
  readonly random: Random
  readonly tap: Tap
  readonly silenceMs: number
  /** The longest wait for the next try to connect. */
  readonly retryMsMax?: number
}

/** Refuses bad URLs, so that nothing is made before they are right. */
export function checkBus(urls: string): void {
  const servers = parseBusUrls(urls)
  if (isFault(servers)) throw new Fault(servers.code, `--bus: ${servers.message}`)
}

/** Connects to the servers of `urls`. */
export function dialBus(urls: string, parts: BusParts): Bus {
  const transport = openTransport(urls, { ...parts, clock: systemClock, name: 'bus' })
  if (isFault(transport)) throw transport
  return { transport, close: () => doneOf((done) => transport.close(done)) }
}

/** How long one call to a log may take. */
const logTimeoutMs = 5_000
/** A server that is back has the cloud before most of its nodes: what they say earlier is lost. */
const cloudRetryMsMax = 1_000

/** Connects to the servers of `urls` as a replica of the cloud, which needs the logs too. */
export async function dialCloudBus(
  urls: string,
  parts: BusParts & { readonly cluster: string; readonly copies: number },
): Promise<Bus> {
  const bus = dialBus(urls, { ...parts, retryMsMax: cloudRetryMsMax })
  if (busPath(urls) !== 'nats') return bus
  const { createNatsLogs } = await import('../../../bus/adapters/nats-logs.ts')
  const logs = createNatsLogs({
    clock: systemClock,
    urls,
    timeoutMs: Math.min(logTimeoutMs, parts.silenceMs),
    ...parts,
  })
  if (isFault(logs)) throw logs
  const close = () => Promise.all([bus.close(), logs.close()]).then(() => {})
  return { transport: bus.transport, openLog: logs.open, close }
}

/** How a status calls the bus of these URLs. */
export const busPath = (urls: string): string => (/^mqtts?:/.test(urls) ? 'mqtt' : 'nats')

/** Serves the embedded bus: MQTT on an address of this machine. */
export async function serveBus(at: Address, { tap }: BusParts): Promise<Bus> {
  const broker = await outcomeOf<LanBroker>((done) =>
    serveBroker({ clock: systemClock, tap }, at, done),
  )
  return {
    transport: broker.transport,
    close: () => doneOf((done) => broker.close(done)),
  }
}
