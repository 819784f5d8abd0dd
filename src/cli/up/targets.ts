// Where the relay's doors for the bus and the API server lead to.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
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

/** `host:port` of the API server: the small Kubernetes, or the current cluster of a kubeconfig. */
export function apiTarget(kubeconfig: string | undefined, mainHost: string): string {
  if (kubeconfig === undefined) return `${mainHost}:${ports.api}`
  const server = currentServer(kubeconfig)
  const url = URL.canParse(server) ? new URL(server) : undefined
  if (url === undefined)
    throw new UsageError(`--kubeconfig: no server in the current context of ${kubeconfig}`)
  return `${url.hostname}:${url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port}`
}

interface Kubeconfig {
  readonly 'current-context'?: string
  readonly contexts?: readonly { name: string; context: { cluster: string } }[]
  readonly clusters?: readonly { name: string; cluster: { server: string } }[]
}

function currentServer(path: string): string {
  let config: Kubeconfig | null
  try {
    config = parse(readFileSync(path, 'utf8')) as Kubeconfig | null
  } catch {
    throw new UsageError(`--kubeconfig: expected a readable kubeconfig, cannot read ${path}`)
  }
  const context = config?.contexts?.find((one) => one.name === config?.['current-context'])
  const cluster = config?.clusters?.find((one) => one.name === context?.context.cluster)
  return cluster?.cluster.server ?? ''
}
