// What the token of a service account claims: whose it is, for whom, for which pod, for how long.
import { isJson } from '../objects/schema/typed.ts'
import type { Json } from '../objects/schema/typed.ts'
import type { Validity } from './lenient-time.ts'
import { accountName } from './user.ts'

/** An object that a token is bound to, by name and life. */
export interface BoundTo {
  readonly name: string
  readonly uid: string
}

/** The claims of a token that Kubernetes gives to pods, or a node in its stead. */
export interface AccountClaims {
  readonly issuer: string
  readonly audiences: readonly string[]
  readonly namespace: string
  readonly account: BoundTo
  readonly pod: BoundTo | undefined
  /** Bound to a Secret or a Node, which no mirror can prove to be there. */
  readonly isBoundElsewhere: boolean
  readonly validity: Validity
}

/** Reads claims; undefined where they are no bound token's, or contradict each other. */
export function accountClaims(claims: Json): AccountClaims | undefined {
  const { iss, sub, aud, exp, nbf, iat } = claims
  const bound = claims['kubernetes.io']
  if (typeof iss !== 'string' || typeof exp !== 'number' || !isJson(bound)) return undefined
  const from = nbf ?? iat ?? 0
  const account = boundTo(bound['serviceaccount'])
  const { namespace, pod, secret } = bound
  if (typeof from !== 'number' || typeof namespace !== 'string' || account === undefined)
    return undefined
  if (sub !== accountName(namespace, account.name)) return undefined
  const named = boundTo(pod)
  if (pod !== undefined && named === undefined) return undefined
  return {
    issuer: iss,
    audiences: (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === 'string'),
    namespace,
    account,
    pod: named,
    isBoundElsewhere: secret !== undefined || (pod === undefined && bound['node'] !== undefined),
    validity: { fromMs: from * 1_000, untilMs: exp * 1_000 },
  }
}

function boundTo(value: unknown): BoundTo | undefined {
  if (!isJson(value)) return undefined
  const { name, uid } = value
  return typeof name === 'string' && typeof uid === 'string' ? { name, uid } : undefined
}
