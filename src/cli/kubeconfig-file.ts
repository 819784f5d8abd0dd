// Writes kubeconfig files for kubectl and the kubelets, and reads them back for the hollow ones.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
import type { HttpCredentials, HttpTarget } from '../../bus/adapters/http-client.ts'
import { Fault } from '../kernel/fault.ts'
import { reread } from './reread.ts'

/** One cluster, one user, one context. */
export interface KubeconfigParts {
  readonly server: string
  /** The name in the server's certificate, where it is not that of the URL. */
  readonly serverName?: string
  /** The authority that signed the server's certificate (PEM). */
  readonly authority?: Uint8Array
  /** A file with it, in its stead, which may be renewed. */
  readonly authorityFile?: string
  readonly user: string
  /** A bearer token. */
  readonly token?: string
  /** In its stead a file with a client certificate and its key (PEM), which may be renewed. */
  readonly certificateFile?: string
}

interface OwnKubeconfig {
  readonly clusters: readonly [{ cluster: OwnCluster }]
  readonly users: readonly [{ user: OwnUser }]
}

interface OwnCluster {
  readonly server: string
  readonly 'tls-server-name'?: string | undefined
  readonly 'certificate-authority-data'?: string | undefined
  readonly 'certificate-authority'?: string | undefined
}

interface OwnUser {
  readonly token?: string | undefined
  readonly 'client-certificate'?: string | undefined
  readonly 'client-key'?: string | undefined
}

/** Writes the file, readable by its owner alone. */
export function writeKubeconfig(path: string, parts: KubeconfigParts): void {
  const { server, serverName, authority, authorityFile, user, token, certificateFile } = parts
  const cluster: OwnCluster = {
    server,
    'tls-server-name': serverName,
    'certificate-authority-data': authority && Buffer.from(authority).toString('base64'),
    'certificate-authority': authorityFile,
  }
  const who: OwnUser = {
    token,
    'client-certificate': certificateFile,
    'client-key': certificateFile,
  }
  const text = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'causeway', cluster }],
    users: [{ name: user, user: who }],
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

/** The target of a file that `writeKubeconfig` wrote, without a library of any size; the files that it names may come later. */
export function ownTarget(path: string): HttpTarget {
  const config = parse(readFileSync(path, 'utf8')) as OwnKubeconfig
  const [{ cluster }] = config.clusters
  const [{ user }] = config.users
  let fresh: (() => HttpCredentials) | undefined
  return {
    url: cluster.server,
    credentials: (done) => {
      try {
        fresh ??= reread(() => credentialsIn(cluster, user))
      } catch (error) {
        return done(
          new Fault(
            'UNREACHABLE',
            `expected the files that ${path} names: the agent of the node writes them when it starts`,
            error,
          ),
        )
      }
      done(fresh())
    },
  }
}

function credentialsIn(cluster: OwnCluster, user: OwnUser): HttpCredentials {
  const {
    'tls-server-name': servername,
    'certificate-authority-data': data,
    'certificate-authority': file,
  } = cluster
  const { token, 'client-certificate': cert, 'client-key': key } = user
  const ca = data === undefined ? read(file) : Buffer.from(data, 'base64')
  const shown = { servername, ca, cert: read(cert), key: read(key) }
  return {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    tls: Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined)),
  }
}

const read = (file: string | undefined): Buffer | undefined =>
  file === undefined ? undefined : readFileSync(file)
