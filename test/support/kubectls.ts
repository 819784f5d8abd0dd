// Finds every kubectl of this machine, and runs one.
import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** A kubectl that was found. */
export interface Kubectl {
  /** `1.27`, or `default` for the one in the path. */
  readonly name: string
  readonly path: string
}

/** The kubectl in the path, and `kubectl.1.27` … in the folder to which its link leads. */
export function findKubectls(): readonly Kubectl[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const path = folders.map((folder) => join(folder, 'kubectl')).find((each) => existsSync(each))
  if (path === undefined) return []
  const folder = dirname(realpathSync(path))
  const others = readdirSync(folder)
    .map((file) => /^kubectl\.(1\.\d+)$/.exec(file))
    .filter((match) => match !== null)
    .map(([file, name = '']) => ({ name, path: join(folder, file) }))
  return [...others.toSorted((a, b) => (a.name < b.name ? -1 : 1)), { name: 'default', path }]
}

/** What a run left. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs kubectl with `input` as its standard input. */
export function runKubectl(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'] ?? '', ...env }, timeout: 100_000 }
    const child = execFile(path, args, options, (error, out, err) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1
      resolve({ code, out, err })
    })
    child.stdin?.end(input)
  })
}

/** What a kubectl says its version is. */
export const versionOf = (path: string): string => {
  const text = execFileSync(path, ['version', '--client', '-o', 'json'], { encoding: 'utf8' })
  const { clientVersion } = JSON.parse(text) as { clientVersion: { gitVersion: string } }
  return clientVersion.gitVersion
}
