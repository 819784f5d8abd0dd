// `causeway declare`: a person's word about a node, above all tallies.
import { userInfo } from 'node:os'
import { UsageError } from './exit.ts'
import { cloudOf, dataFlag } from './data-folder.ts'
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
  const cloud = cloudOf(options)
  const body = { node, verdict, by: userName() }
  await askJson({
    ...cloud,
    method: 'POST',
    path: '/v1/declare',
    fields: ['declared'],
    body,
    timeoutMs: 5_000,
  })
  const until =
    verdict === 'failed'
      ? `; until \`causeway declare healthy ${node}${dataFlag(options.data)}\`, or until its agent is born anew`
      : ''
  process.stdout.write(`declared: ${node} ${verdict}${until}\n`)
}

/** Who declares; in a container the user may have no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`
  }
}
