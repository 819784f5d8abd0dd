// Writes kubeconfig files for kubectl and the hollow kubelets, and reads them back for the latter.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import type { HttpTarget } from '../../bus/adapters/http-client.ts'

/** One cluster, one user with a bearer token, one context. */
export interface KubeconfigParts {
  readonly server: string
  /** PEM file of the authority that signed the server's certificate. */
  readonly authority: string
  readonly user: string
  readonly token: string
}

/** Writes the file, readable by its owner alone. */
export function writeKubeconfig(
  path: string,
  { server, authority, user, token }: KubeconfigParts,
): void {
  const cluster = {
    server,
    'certificate-authority-data': readFileSync(authority).toString('base64'),
  }
  const text = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'causeway', cluster }],
    users: [{ name: user, user: { token } }],
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
    { cluster: { server: string; 'certificate-authority-data': string } },
  ]
  readonly users: readonly [{ user: { token: string } }]
}

/** The target of a file that `writeKubeconfig` wrote, without a library of any size. */
export function ownTarget(path: string): HttpTarget {
  const config = parse(readFileSync(path, 'utf8')) as OwnKubeconfig
  const [{ cluster }] = config.clusters
  const [{ user }] = config.users
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64')
  const who = { headers: { authorization: `Bearer ${user.token}` }, tls: { ca } }
  return { url: cluster.server, credentials: (done) => done(who) }
}
