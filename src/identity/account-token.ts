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
  const { iss, sub, aud } = claims
  const validity = validityOf(claims)
  const bound = boundOf(claims['kubernetes.io'])
  if (typeof iss !== 'string' || validity === undefined || bound === undefined) return undefined
  if (sub !== accountName(bound.namespace, bound.account.name)) return undefined
  const audiences = (Array.isArray(aud) ? aud : [aud]).filter((one) => typeof one === 'string')
  return { issuer: iss, audiences, ...bound, validity }
}

function validityOf({ exp, nbf, iat }: Json): Validity | undefined {
  const from = nbf ?? iat ?? 0
  if (typeof exp !== 'number' || typeof from !== 'number') return undefined
  return { fromMs: from * 1_000, untilMs: exp * 1_000 }
}

type Bound = Pick<AccountClaims, 'namespace' | 'account' | 'pod' | 'isBoundElsewhere'>

function boundOf(claim: unknown): Bound | undefined {
  if (!isJson(claim)) return undefined
  const { namespace, serviceaccount, pod, secret, node } = claim
  const [account, named] = [boundTo(serviceaccount), boundTo(pod)]
  if (typeof namespace !== 'string' || account === undefined) return undefined
  if (pod !== undefined && named === undefined) return undefined
  const isBoundElsewhere = secret !== undefined || (pod === undefined && node !== undefined)
  return { namespace, account, pod: named, isBoundElsewhere }
}

function boundTo(value: unknown): BoundTo | undefined {
  if (!isJson(value)) return undefined
  const { name, uid } = value
  return typeof name === 'string' && typeof uid === 'string' ? { name, uid } : undefined
}
