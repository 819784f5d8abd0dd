// `causeway why`: the chain of facts behind a verdict.
import { cloudOf } from '../data-folder.ts'
import { UsageError } from '../exit.ts'
import { askJson } from '../http.ts'

/** Prints the cloud's explanation, line by line. */
export async function why(
  what: string,
  options: { readonly data: string; readonly cloud?: string },
): Promise<void> {
  if (!/^(node\/[^/]+|pod\/[^/]+\/[^/]+)$/.test(what)) {
    throw new UsageError(`expected node/NAME or pod/NAMESPACE/NAME, got "${what}"`)
  }
  const path = `/v1/why/${what.split('/').map(encodeURIComponent).join('/')}`
  const ask = {
    ...cloudOf(options),
    method: 'GET',
    path,
    fields: ['lines'],
    timeoutMs: 5_000,
  } as const
  const { lines } = await askJson<{ lines: readonly string[] }>(ask)
  process.stdout.write(`${lines.join('\n')}\n`)
}
