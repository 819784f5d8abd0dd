// The public keys with which a cluster's tokens are checked: read from its key set, and found for a token.
import { isJson } from '../objects/schema/typed.ts'
import type { Json } from '../objects/schema/typed.ts'
import type { Jwt } from './jwt.ts'

/** Who signs a cluster's tokens, and with which keys. */
export interface TokenKeys {
  /** What the claim `iss` must say, and one of `aud`. */
  readonly issuer: string
  /** The key set (RFC 7517) as the cluster tells it. */
  readonly keySet: string
}

/** A public key, as an adapter needs it to check a signature. */
export interface TokenKey {
  readonly alg: string
  readonly key: Json
}

/** The ways of signing that Kubernetes knows, and the type of key of each. Whatever is not listed is refused. */
const keyTypes: Readonly<Record<string, string>> = {
  RS256: 'RSA',
  RS384: 'RSA',
  RS512: 'RSA',
  ES256: 'EC',
  ES384: 'EC',
  ES512: 'EC',
}

/** Whether a text is a key set. */
export const isKeySet = (text: string): boolean => keysOf(text) !== undefined

function keysOf(text: string): readonly Json[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const keys = isJson(value) ? value['keys'] : undefined
    return Array.isArray(keys) ? keys.filter(isJson) : undefined
  } catch {
    return undefined
  }
}

/** The keys that a token may have been signed with: by its `kid`, or where it has none all of that type. */
export function keysFor({ alg, kid }: Jwt, { keySet }: TokenKeys): readonly TokenKey[] {
  const type = Object.hasOwn(keyTypes, alg) ? keyTypes[alg] : undefined
  if (type === undefined) return []
  const fitting = (keysOf(keySet) ?? []).filter((key) => {
    const own = key['alg']
    return key['kty'] === type && (own === undefined || own === alg)
  })
  return fitting.filter((key) => kid === '' || key['kid'] === kid).map((key) => ({ alg, key }))
}
