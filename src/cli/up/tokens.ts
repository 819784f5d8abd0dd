// The bearer tokens of the small Kubernetes: one of the administrator, one a node.
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import type { UpSettings } from './specs.ts'

/** A bearer token and whom it means. */
export interface Token {
  readonly token: string
  readonly user: string
  readonly groups: readonly string[]
}

/** Writes the tokens that a plan needs; those of an earlier run are kept. */
export function keepTokens({ data, plan }: UpSettings): readonly Token[] {
  const path = `${data}/tokens.json`
  const known = readTokens(path)
  const wanted = [
    { user: 'admin', groups: ['system:masters'] },
    ...plan.nodes.map(({ node }) => ({ user: `system:node:${node}`, groups: ['system:nodes'] })),
  ]
  const tokens = wanted.map(({ user, groups }) => {
    const token =
      known.find((one) => one.user === user)?.token ?? randomBytes(24).toString('base64url')
    return { token, user, groups }
  })
  writeFileSync(path, JSON.stringify(tokens, null, 2), { mode: 0o600 })
  return tokens
}

/** Reads a tokens file; none where there is no such file. */
export function readTokens(path: string): readonly Token[] {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as readonly Token[]
  } catch {
    return []
  }
}
