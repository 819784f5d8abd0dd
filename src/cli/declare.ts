// `causeway declare`: a person's word about a node, above all tallies.
import { UsageError } from './exit.ts'
import { cloudAddress } from './data-folder.ts'
import { askJson } from './http.ts'

/** Declares a node failed or healthy. */
export async function declare(
  verdict: string,
  node: string,
  options: { readonly data: string; readonly cloud?: string },
): Promise<void> {
  if (verdict !== 'failed' && verdict !== 'healthy') {
    throw new UsageError(
      `expected \`declare failed NODE\` or \`declare healthy NODE\`, got "${verdict}"`,
    )
  }
  const at = options.cloud ?? cloudAddress(options.data)
  const body = { node, verdict, by: process.env['USER'] ?? 'unknown' }
  await askJson({ at, method: 'POST', path: '/v1/declare', body, timeoutMs: 5_000 })
  process.stdout.write(`declared: ${node} ${verdict}\n`)
}
