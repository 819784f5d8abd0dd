// Where the relay's doors for the bus and the API server lead to.
import { withoutCredentials } from '../../../bus/bus-url.ts'
import { UsageError } from '../exit.ts'
import { ports } from './plan.ts'

const defaultPorts: Readonly<Record<string, number>> = { 'nats:': 4222, 'mqtt:': 1883 }

/** `host:port` of the bus: the embedded one of the cloud, or a given server. */
export function busTarget(bus: string, mainHost: string): string {
  if (bus === 'embedded') return `${mainHost}:${ports.bus}`
  const url = URL.canParse(bus) ? new URL(bus) : undefined
  const port = url === undefined ? undefined : defaultPorts[url.protocol]
  if (url === undefined || port === undefined || url.hostname === '') {
    throw new UsageError(
      `--bus: expected embedded, nats://HOST[:PORT] or mqtt://HOST[:PORT], got "${withoutCredentials(bus)}"`,
    )
  }
  return `${url.hostname}:${url.port === '' ? port : url.port}`
}

/** The bus as a node dials it: its own door, with the credentials of the given server. */
export function busThrough(bus: string, host: string): string {
  if (bus === 'embedded') return `mqtt://${host}:${ports.bus}`
  const { protocol, username, password } = new URL(bus)
  const user = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`
  return `${protocol}//${user}${host}:${ports.bus}`
}

/** `host:port` of the API server: the small Kubernetes, or that of a given cluster's URL. */
export function apiTarget(server: string | undefined, mainHost: string): string {
  if (server === undefined) return `${mainHost}:${ports.api}`
  const { protocol, hostname, port } = new URL(server)
  return `${hostname}:${port === '' ? (protocol === 'https:' ? 443 : 80) : port}`
}
