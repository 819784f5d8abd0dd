// Tokens that a node gives to its own pods while it is cut off: what may be asked for, and what they claim.
import { forbidden, notFound } from '../objects/answers/failures.ts'
import { failure } from '../objects/answers/status.ts'
import type { Status } from '../objects/answers/status.ts'
import type { KubeObject } from '../objects/object.ts'
import { isJson } from '../objects/schema/typed.ts'
import type { Json } from '../objects/schema/typed.ts'
import { timestamp } from '../objects/timestamp.ts'
import { wallMs } from '../kernel/time.ts'
import type { BoundTo } from './account-token.ts'
import { accountName, nodeUser } from './user.ts'

/** Who gives such tokens: nobody but the node itself believes this issuer. */
export const nodeIssuer = (node: string): string => `causeway:node:${node}`

/** The least that Kubernetes gives; kubelets ask again when a fifth of it is left. */
export const tokenSeconds = 600

/** A request for a token, as far as it can be granted by a node. */
export interface TokenWish {
  readonly namespace: string
  /** The service account. */
  readonly account: string
  readonly audiences: readonly string[]
  readonly pod: BoundTo
}

/** What a mirror knows about a wish. */
export interface WishObjects {
  readonly account: KubeObject | undefined
  readonly pod: KubeObject | undefined
}

const tokens = { group: '', resource: 'serviceaccounts' }

/** Reads a TokenRequest for an account; a Status where it cannot be granted here. */
export function readWish(
  node: string,
  of: { readonly namespace: string; readonly account: string },
  body: unknown,
): TokenWish | Status {
  const spec = partOf(body, 'spec')
  const { audiences: asked, expirationSeconds: seconds = tokenSeconds } = spec
  if (typeof seconds !== 'number' || seconds < tokenSeconds)
    return invalid(of.account, 'may not specify a duration less than 10 minutes')
  const audiences = Array.isArray(asked) ? asked.filter((one) => typeof one === 'string') : []
  const { kind, name, uid } = partOf(spec, 'boundObjectRef')
  if (kind !== 'Pod' || typeof name !== 'string')
    return refused(node, of, 'node requested token not bound to a pod')
  if (typeof uid !== 'string' || uid === '')
    return refused(node, of, 'node requested token with a pod binding without a uid')
  return { ...of, audiences, pod: { name, uid } }
}

const partOf = (parent: unknown, field: string): Json => {
  const value = isJson(parent) ? parent[field] : undefined
  return isJson(value) ? value : {}
}

/** What stands against a wish; undefined where it may be granted. */
export function refuseWish(node: string, wish: TokenWish, known: WishObjects): Status | undefined {
  const { account, pod } = known
  if (account === undefined) return notFound(tokens, wish.account)
  if (pod === undefined) return notFound({ group: '', resource: 'pods' }, wish.pod.name)
  const spec = partOf(pod, 'spec')
  if (pod.metadata.uid !== wish.pod.uid)
    return refused(node, wish, 'the UID in the bound object reference does not match the pod')
  if (spec['nodeName'] !== node)
    return refused(node, wish, 'node requested token bound to a pod scheduled on a different node')
  if ((spec['serviceAccountName'] ?? 'default') !== wish.account)
    return refused(node, wish, 'node requested token for an account that the pod does not have')
  return undefined
}

const refused = (
  node: string,
  { namespace, account }: { readonly namespace: string; readonly account: string },
  because: string,
): Status => {
  const user = nodeUser(node).name
  const attempt = { user, verb: 'create', ...tokens, subresource: 'token', namespace }
  return forbidden({ ...attempt, name: account }, because)
}

const invalid = (name: string, why: string): Status => {
  const field = 'spec.expirationSeconds'
  const message = `TokenRequest.authentication.k8s.io "${name}" is invalid: ${field}: Invalid value: ${why}`
  return failure(422, 'Invalid', message)
}

/** What a granted token claims. */
export function nodeClaims(
  node: string,
  wish: TokenWish,
  accountUid: string,
  nowMs: number,
): Json & { readonly exp: number } {
  const { namespace, account, pod } = wish
  const now = Math.floor(nowMs / 1_000)
  return {
    iss: nodeIssuer(node),
    sub: accountName(namespace, account),
    aud: wish.audiences.length > 0 ? wish.audiences : [nodeIssuer(node)],
    exp: now + tokenSeconds,
    iat: now,
    nbf: now,
    'kubernetes.io': {
      namespace,
      serviceaccount: { name: account, uid: accountUid },
      pod,
      node: { name: node },
    },
  }
}

/** The answer to a granted request. */
export function grantedToken(wish: TokenWish, token: string, claims: { readonly exp: number }) {
  const { namespace, account: name, audiences, pod } = wish
  return {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace },
    spec: {
      audiences,
      expirationSeconds: tokenSeconds,
      boundObjectRef: { kind: 'Pod', apiVersion: 'v1', ...pod },
    },
    status: { token, expirationTimestamp: timestamp(wallMs(claims.exp * 1_000)) },
  }
}
