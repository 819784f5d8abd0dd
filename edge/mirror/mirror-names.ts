// The keys under which a node's mirror is stored: a cursor for each feed, an object for each that it holds, and what else is kept.
import { escapeToken, unescapeToken } from '../../schemas/tokens.ts'
import { scopeNamed } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'

/** Where a feed's cursor is written. */
export const cursorName = (scope: Scope): string => `c/${escapeToken(scope)}`

/** Where the last fact about an object is written; `key` is its `keyText`. */
export const objectName = (scope: Scope, key: string): string => `o/${escapeToken(scope)}/${key}`

/** Where something else is kept under a name of its own. */
export const keptName = (name: string): string => `k/${name}`

/** The name under which something else is kept, that a name of the store stands for. */
export const readKeptName = (name: string): string | undefined =>
  name.startsWith('k/') ? name.slice(2) : undefined

/** The feed, and for an object its `keyText`, that a name stands for; undefined for any other name. */
export function readName(
  name: string,
): { readonly scope: Scope; readonly key?: string } | undefined {
  const end = name.indexOf('/', 2)
  const scope = scopeNamed(unescapeToken(end < 0 ? name.slice(2) : name.slice(2, end)) ?? '')
  if (scope === undefined) return undefined
  if (end < 0) return name.startsWith('c/') ? { scope } : undefined
  return name.startsWith('o/') ? { scope, key: name.slice(end + 1) } : undefined
}
