// The URLs of a bus: read at the door, with faults that say what is wrong.
import { Fault, isFault } from '../src/kernel/fault.ts'
import type { Address } from './pipe.ts'

/** One server of a bus. */
export interface BusServer {
  readonly kind: 'nats' | 'mqtt'
  readonly to: Address
  readonly tls: boolean
  readonly username?: string
  readonly password?: string
}

const schemes = {
  'nats:': { kind: 'nats', tls: false, port: 4222 },
  'tls:': { kind: 'nats', tls: true, port: 4222 },
  'mqtt:': { kind: 'mqtt', tls: false, port: 1883 },
  'mqtts:': { kind: 'mqtt', tls: true, port: 8883 },
} as const

const expected = 'expected nats://HOST:PORT, tls://…, mqtt://… or mqtts://…'

/** Reads one or more URLs, split by commas; all of one kind. CONFIG_INVALID otherwise. */
export function parseBusUrls(text: string): readonly BusServer[] | Fault {
  const servers: BusServer[] = []
  for (const url of text.split(',').map((part) => part.trim())) {
    const server = parseBusUrl(url)
    if (isFault(server)) return server
    servers.push(server)
  }
  const kinds = new Set(servers.map(({ kind }) => kind))
  if (kinds.size === 1) return servers
  const got = withoutCredentials(text)
  return new Fault('CONFIG_INVALID', `expected servers of one kind of bus, got ${got}`)
}

/** One or more URLs as they may be shown. */
export const withoutCredentials = (text: string): string =>
  text
    .split(',')
    .map((url) => url.replace(/\/\/.*@/, '//…@'))
    .join(',')

function parseBusUrl(text: string): BusServer | Fault {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const scheme = Object.entries(schemes).find(([name]) => name === url?.protocol)?.[1]
  if (url === undefined || scheme === undefined) return wrong(text, 'another form')
  if (url.hostname === '') return wrong(text, 'no host')
  if (url.port === '0') return wrong(text, 'port 0')
  if (`${url.search}${url.hash}` !== '' || url.pathname.length > 1)
    return wrong(text, 'more behind the port')
  const credentials = credentialsOf(url)
  if (isFault(credentials)) return wrong(text, 'credentials that do not decode')
  return {
    kind: scheme.kind,
    tls: scheme.tls,
    to: { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || scheme.port },
    ...credentials,
  }
}

function credentialsOf(url: URL): Pick<BusServer, 'username' | 'password'> | Fault {
  const [username, password] = [unescaped(url.username), unescaped(url.password)]
  if (isFault(username)) return username
  if (isFault(password)) return password
  return { ...(username === '' ? {} : { username }), ...(password === '' ? {} : { password }) }
}

/** Never with its credentials: faults are printed. */
const wrong = (text: string, found: string): Fault =>
  new Fault('CONFIG_INVALID', `${expected}, got ${found} in ${withoutCredentials(text)}`)

function unescaped(text: string): string | Fault {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    return new Fault('CONFIG_INVALID', 'expected escapes of UTF-8', error)
  }
}
