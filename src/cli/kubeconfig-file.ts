// Writes kubeconfig files for kubectl and the hollow kubelets, and reads them back for the latter.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import type { HttpTarget } from '../../bus/adapters/http-client.ts'

/** One cluster, one user, one context. */
export interface KubeconfigParts {
  readonly server: string
  /** PEM file of the authority that signed the server's certificate; absent without TLS. */
  readonly authority?: string
  readonly user: string
  /** A bearer token; absent where who asks is known otherwise. */
  readonly token?: string
}

/** Writes the file, readable by its owner alone. */
export function writeKubeconfig(
  path: string,
  { server, authority, user, token }: KubeconfigParts,
): void {
  const trust =
    authority === undefined
      ? {}
      : { 'certificate-authority-data': readFileSync(authority).toString('base64') }
  const cluster = { server, ...trust }
  const text = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'causeway', cluster }],
    users: [{ name: user, user: token === undefined ? {} : { token } }],
    contexts: [{ name: 'causeway', context: { cluster: 'causeway', user } }],
    'current-context': 'causeway',
  })
  writeOwn(path, text)
}

/** Writes a file that its owner alone may read; whatever was there, a link to another file too, gives way. */
export function writeOwn(path: string, text: string): void {
  const beside = `${path}.new`
  rmSync(beside, { force: true })
  writeFileSync(beside, text, { mode: 0o600 })
  renameSync(beside, path)
}

interface OwnKubeconfig {
  readonly clusters: readonly [
    { cluster: { server: string; 'certificate-authority-data'?: string } },
  ]
  readonly users: readonly [{ user: { token?: string } }]
}

/** The target of a file that `writeKubeconfig` wrote, without a library of any size. */
export function ownTarget(path: string): HttpTarget {
  const config = parse(readFileSync(path, 'utf8')) as OwnKubeconfig
  const [{ cluster }] = config.clusters
  const [{ user }] = config.users
  const { 'certificate-authority-data': authority } = cluster
  const tls = authority === undefined ? {} : { ca: Buffer.from(authority, 'base64') }
  const { token } = user
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const who = { headers, tls }
  return { url: cluster.server, credentials: (done) => done(who) }
}
