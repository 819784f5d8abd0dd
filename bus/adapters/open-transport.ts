// From the URLs of a bus to a transport on it.
import { isFault } from '../../src/kernel/fault.ts'
import type { Fault } from '../../src/kernel/fault.ts'
import { formatAddress } from '../address.ts'
import { parseBusUrls } from '../bus-url.ts'
import type { BusServer } from '../bus-url.ts'
import type { SessionTransportOptions } from '../session-transport.ts'
import type { Transport } from '../transport.ts'
import type { LoadedLater } from './later-session.ts'
import { createMqttTransport } from './mqtt-transport.ts'
import { createNatsTransport } from './nats-transport.ts'
import type { NatsSessionOptions } from './nats-session.ts'

/** What `openTransport` needs beside the URLs; `ca` are certificates (PEM) to trust for `tls:` and `mqtts:`. */
export interface OpenTransportOptions extends SessionTransportOptions, LoadedLater {
  readonly ca?: string
}

/** A transport to the servers of `urls` (split by commas), connecting for ever; CONFIG_INVALID for bad URLs. */
export function openTransport(urls: string, options: OpenTransportOptions): Transport | Fault {
  const servers = parseBusUrls(urls)
  if (isFault(servers)) return servers
  return servers[0]?.kind === 'nats'
    ? createNatsTransport({ ...options, ...natsServers(servers, options.ca) })
    : createMqttTransport({
        ...options,
        brokers: servers.map((one) => mqttBroker(one, options.ca)),
      })
}

/** How the NATS client takes its servers; the credentials of the first are used for all. */
export function natsServers(
  servers: readonly BusServer[],
  ca: string | undefined,
): Pick<NatsSessionOptions, 'servers' | 'credentials' | 'tls'> {
  const { username, password } = servers[0] ?? {}
  const tls = servers.some((server) => server.tls)
  return {
    servers: servers.map(({ to }) => formatAddress(to)),
    ...(username === undefined ? {} : { credentials: credentialsOf(username, password) }),
    ...(tls ? { tls: ca === undefined ? {} : { ca } } : {}),
  }
}

const credentialsOf = (username: string, password: string | undefined) =>
  password === undefined ? { token: username } : { user: username, pass: password }

const mqttBroker = ({ to, tls, username, password }: BusServer, ca: string | undefined) => ({
  to,
  ...(tls ? { tls: ca === undefined ? {} : { ca } } : {}),
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
})
