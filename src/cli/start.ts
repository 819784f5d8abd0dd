// `causeway start`: asks a running `up` to start again what was killed.
import { readUpFile } from './data-folder.ts'
import { UsageError } from './exit.ts'
import { askJson } from './http.ts'

/** Starts the missing processes of a node, or the cloud. */
export async function start(name: string, options: { readonly data: string }): Promise<void> {
  const { control, sites } = readUpFile(options.data)
  const names = ['cloud', ...Object.values(sites).flat()]
  if (!names.includes(name))
    throw new UsageError(`expected one of ${names.join(', ')}, got "${name}"`)
  const path = `/start/${encodeURIComponent(name)}`
  const up = { whom: '`up`', at: control, otherwise: 'start `causeway up` again' }
  const ask = { ...up, method: 'POST', path, fields: ['started'], timeoutMs: 40_000 } as const
  const { started } = await askJson<{ started: readonly string[] }>(ask)
  process.stdout.write(
    started.length === 0 ? `${name}: nothing was missing\n` : `started: ${started.join(', ')}\n`,
  )
}
