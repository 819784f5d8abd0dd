// Writes kubeconfig files for kubectl and for the hollow kubelets.
import { writeFileSync } from 'node:fs'
import { stringify } from 'yaml'

/** One cluster, one user with a bearer token, one context. */
export interface KubeconfigParts {
  readonly server: string
  readonly user: string
  readonly token: string
}

/** Writes the file, readable by its owner alone. */
export function writeKubeconfig(path: string, { server, user, token }: KubeconfigParts): void {
  const text = stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'causeway', cluster: { server } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'causeway', context: { cluster: 'causeway', user } }],
    'current-context': 'causeway',
  })
  writeFileSync(path, text, { mode: 0o600 })
}
