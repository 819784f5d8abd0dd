// The keys under which an owner's store holds feeds.
import { unescapeToken, escapeToken } from '../../schemas/tokens.ts'
import { scopeNamed } from '../../src/mirror/scope.ts'
import type { Scope } from '../../src/mirror/scope.ts'

const digits = 16

/** Where a scope's place is written. */
export const placeName = (scope: Scope): string => `s/${escapeToken(scope)}`

/** Where a fact of a scope is written. */
export const factName = (scope: Scope, seq: number): string =>
  `f/${escapeToken(scope)}/${String(seq).padStart(digits, '0')}`

/** Bounds of a scope's facts after a place, for a range. */
export const factsAfter = (scope: Scope, seq: number) => ({
  after: factName(scope, seq),
  before: `f/${escapeToken(scope)}0`,
})

/** The scope, and for a fact its place, that a key names; undefined for any other key. */
export function readName(
  name: string,
): { readonly scope: Scope; readonly seq?: number } | undefined {
  const [kind, token = '', seq] = name.split('/')
  const scope = scopeNamed(unescapeToken(token) ?? '')
  if (scope === undefined) return undefined
  if (kind === 's' && seq === undefined) return { scope }
  return kind === 'f' && seq !== undefined ? { scope, seq: Number(seq) } : undefined
}
