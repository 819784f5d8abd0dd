// The cluster's API server as an edge reaches it, read off a kubeconfig without a library of any size.
import { readFileSync } from 'node:fs'
import type { AgentOptions } from 'node:https'
import { isIP } from 'node:net'
import { dirname, resolve } from 'node:path'
import tls, { type PeerCertificate } from 'node:tls'
import { parse } from 'yaml'
import type { HttpCredentials, HttpTarget } from '../../../bus/adapters/http-client.ts'
import { Fault, isFault } from '../../kernel/fault.ts'
import { reread } from '../reread.ts'

/** One server, asked as the node, and with whatever a request itself carries. */
export interface ApiServer {
  readonly asNode: HttpTarget
  readonly asCaller: HttpTarget
}

type Fields = Readonly<Record<string, unknown>>

interface Kubeconfig {
  readonly 'current-context'?: string
  readonly contexts?: readonly { name: string; context: { cluster: string; user: string } }[]
  readonly clusters?: readonly { name: string; cluster: Fields }[]
  readonly users?: readonly { name: string; user: Fields | null }[]
}

/** The server of a kubeconfig's current context; `url` is where it is dialled instead, under the name that it has there. */
export async function apiServerOf(file: string, url: string | undefined): Promise<ApiServer> {
  const { cluster, user } = currentOf(file)
  const server = cluster.server
  const at = (name: string): string => resolve(dirname(file), name)
  const { hostname } = new URL(server)
  const trust = { ...authorityOf(cluster, at), ...(url === undefined ? {} : named(hostname)) }
  const nobody: HttpCredentials = { headers: {}, tls: trust }
  const ask = isPlugin(user)
    ? await pluginOf(file, url === undefined ? {} : named(hostname))
    : fixed(() => credentialsOf(user, trust, at))
  return {
    asNode: { url: url ?? server, credentials: ask },
    asCaller: { url: url ?? server, credentials: (done) => done(nobody) },
  }
}

type Ask = NonNullable<HttpTarget['credentials']>

const isPlugin = (user: Fields): boolean =>
  user['exec'] !== undefined || user['auth-provider'] !== undefined

/** Whoever runs a plugin for its credential needs the library, which takes more memory than an edge has. */
async function pluginOf(file: string, name: AgentOptions): Promise<Ask> {
  const { readKubeconfig } = await import('../../../cloud/adapters/kubeconfig.ts')
  const target = readKubeconfig(file)
  if (isFault(target)) throw target
  return (done) =>
    target.credentials((who) => done(isFault(who) ? who : { ...who, tls: { ...who.tls, ...name } }))
}

const fixed = (read: () => HttpCredentials): Ask => {
  const fresh = reread(read)
  return (done) => done(fresh())
}

function currentOf(file: string): { readonly cluster: Server; readonly user: Fields } {
  const config = readConfig(file)
  const named = config['current-context']
  const context = config.contexts?.find(({ name }) => name === named)?.context
  const cluster = config.clusters?.find(({ name }) => name === context?.cluster)?.cluster
  const user = config.users?.find(({ name }) => name === context?.user)?.user
  if (isServer(cluster)) return { cluster, user: user ?? {} }
  throw wrong(
    file,
    `a current context whose cluster has a server URL, got ${JSON.stringify(named)}`,
  )
}

const wrong = (file: string, expected: string, error?: unknown): Fault =>
  new Fault('CONFIG_INVALID', `--kubeconfig ${file}: expected ${expected}`, error)

function readConfig(file: string): Kubeconfig {
  let config: unknown
  try {
    config = parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw wrong(file, 'a kubeconfig, got none that can be read', error)
  }
  const lists = ['contexts', 'clusters', 'users'] as const
  const isOne = typeof config === 'object' && config !== null
  if (isOne && lists.every((name) => Array.isArray((config as Fields)[name])))
    return config as Kubeconfig
  throw wrong(file, 'a kubeconfig with contexts, clusters and users, got one without')
}

interface Server extends Fields {
  readonly server: string
}

const isServer = (cluster: Fields | undefined): cluster is Server =>
  typeof cluster?.['server'] === 'string' && URL.canParse(cluster['server'])

/** A file that a field names, or the text in the field's `-data`. */
function bytesOf(fields: Fields, name: string, at: (name: string) => string): Buffer | undefined {
  const [data, path] = [fields[`${name}-data`], fields[name]]
  if (typeof data === 'string') return Buffer.from(data, 'base64')
  return typeof path === 'string' ? readFileSync(at(path)) : undefined
}

function authorityOf(cluster: Fields, at: (name: string) => string): AgentOptions {
  const ca = bytesOf(cluster, 'certificate-authority', at)
  const insecure = cluster['insecure-skip-tls-verify'] === true
  return { ...(ca === undefined ? {} : { ca }), ...(insecure ? { rejectUnauthorized: false } : {}) }
}

/** The certificate is that of the server's own name, whatever address is dialled. */
const named = (hostname: string): AgentOptions => ({
  ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
  checkServerIdentity: (_: string, certificate: PeerCertificate) =>
    tls.checkServerIdentity(hostname, certificate),
})

function credentialsOf(
  user: Fields,
  trust: AgentOptions,
  at: (name: string) => string,
): HttpCredentials {
  const { token, tokenFile } = user
  const bearer = typeof tokenFile === 'string' ? readFileSync(at(tokenFile), 'utf8').trim() : token
  const cert = bytesOf(user, 'client-certificate', at)
  const key = bytesOf(user, 'client-key', at)
  return {
    headers: typeof bearer === 'string' ? { authorization: `Bearer ${bearer}` } : {},
    tls: cert === undefined || key === undefined ? trust : { ...trust, cert, key },
  }
}
