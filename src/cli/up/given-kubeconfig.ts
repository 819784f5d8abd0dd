// A kubeconfig of the user's, as `up` passes it on: the current context alone, with paths that hold anywhere.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'

type Fields = Readonly<Record<string, unknown>>

interface Named {
  readonly name: string
  readonly [part: string]: unknown
}

interface Kubeconfig {
  readonly 'current-context': string
  readonly contexts: readonly (Named & { readonly context: { cluster: string; user: string } })[]
  readonly clusters: readonly (Named & { readonly cluster?: Fields | null })[]
  readonly users: readonly (Named & { readonly user?: Fields | null })[]
}

/** The contents of a kubeconfig for the same server and user; `file` is one that `readKubeconfig` took. */
export function currentContextOf(file: string): object {
  const config = parse(readFileSync(file, 'utf8')) as Kubeconfig
  const name = config['current-context']
  const context = config.contexts.find((one) => one.name === name)?.context
  const clusters = config.clusters.filter((one) => one.name === context?.cluster)
  const users = config.users.filter((one) => one.name === context?.user)
  const folder = dirname(resolve(file))
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: clusters.map((one) => ({ ...one, cluster: withPaths(one.cluster ?? {}, folder) })),
    users: users.map((one) => ({ ...one, user: userWithPaths(one.user ?? {}, folder) })),
    contexts: [{ name, context }],
    'current-context': name,
  }
}

/** kubectl takes relative paths from the folder of the file that names them. */
const pathFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile']

function withPaths(fields: Fields, folder: string): Fields {
  const moved = Object.entries(fields).map(([name, value]) => [
    name,
    pathFields.includes(name) && typeof value === 'string' ? resolve(folder, value) : value,
  ])
  return Object.fromEntries(moved) as Fields
}

/** The command of an exec plugin is a path where it has a slash, else a name to look up. */
function userWithPaths(user: Fields, folder: string): Fields {
  const exec = user['exec'] as { readonly command?: unknown } | undefined
  const command = exec?.command
  const moved = withPaths(user, folder)
  return typeof command === 'string' && command.includes('/')
    ? { ...moved, exec: { ...exec, command: resolve(folder, command) } }
    : moved
}
